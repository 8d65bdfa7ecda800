"""What two models found in the same file, side by side: agreed, gained and lost."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shared.domain import Box
from shared.text import words

SAME_PLACE = 0.5  # share of the union of two boxes that both cover
SAME_WORDS = 0.7  # likeness of two texts
SAME_MOMENT = 0.5  # seconds between two frames that are taken for one
_SLOTS, _COUNTED = 64, 16  # kinds of letter that are told apart at first sight, and how many of each
_PATIENCE = 20_000  # pairs of texts of one file that are held against each other
_TEXT = "“…”"


@dataclass(frozen=True)
class Seen:
    """One finding of one model, as far as two are compared by it."""

    label: str | None = None
    text: str | None = None
    score: float | None = None
    box: Box | None = None
    start: float | None = None

    @property
    def kind(self) -> str:
        """What it is counted under: its label, or one name for all texts."""
        return _TEXT if self.text is not None else self.label or ""


@dataclass(frozen=True)
class _Letters:
    """A text as it is compared: where each letter stands, as bits, and how many there are of each.

    `seen` has a bit for each of the first sixteen in a slot, `beyond` counts those without one.
    """

    spelt: str
    places: dict[str, int]
    seen: int
    beyond: int

    def shared(self, other: "_Letters") -> int:
        """No fewer letters than both have in common."""
        return (self.seen & other.seen).bit_count() + min(self.beyond, other.beyond)


@dataclass(frozen=True)
class Difference:
    """What both found, what only the second found, and what only the first did."""

    agreed: tuple[tuple[Seen, Seen], ...]
    gained: tuple[Seen, ...]
    lost: tuple[Seen, ...]


@dataclass(frozen=True)
class Counted:
    """How many findings of one kind were agreed on, gained and lost."""

    kind: str
    agreed: int
    gained: int
    lost: int


def difference(before: Sequence[Seen], after: Sequence[Seen]) -> Difference:
    """Pair the findings of two models, the likest first; each is paired at most once.

    Boxes of one label are the same where they overlap by half, texts where their words are alike, and
    what has no box where the label is the same; in a video all of that at the same second.
    """
    agreed: list[tuple[Seen, Seen]] = []
    gained: list[Seen] = []
    lost: list[Seen] = []
    sides = _grouped(before), _grouped(after)
    for key in sides[0] | sides[1]:
        pairs, fresh, gone = _paired(sides[0].get(key, []), sides[1].get(key, []))
        agreed += pairs
        gained += fresh
        lost += gone
    return Difference(tuple(agreed), tuple(gained), tuple(lost))


def work(before: Sequence[Seen], after: Sequence[Seen]) -> int:
    """What it takes to hold these against each other: letters of the one times texts of the other."""
    texts = sum(seen.text is not None for seen in after)
    return texts * sum(len(seen.text) for seen in before if seen.text is not None)


def counted(differences: Iterable[Difference]) -> list[Counted]:
    """The counts of every kind, those with the most differences first."""
    agreed: Counter[str] = Counter()
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for one in differences:
        agreed.update(before.kind for before, _ in one.agreed)
        gained.update(seen.kind for seen in one.gained)
        lost.update(seen.kind for seen in one.lost)
    kinds = [Counted(kind, agreed[kind], gained[kind], lost[kind]) for kind in agreed | gained | lost]
    return sorted(kinds, key=lambda one: (-one.gained - one.lost, -one.agreed, one.kind))


def overlap(one: Box, other: Box) -> float:
    """The share of the union of two boxes that both cover (intersection over union)."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (one.width * one.height + other.width * other.height - both)


def _grouped(found: Sequence[Seen]) -> dict[tuple[str, bool], list[Seen]]:
    """Only findings of one group can be the same: of one label, boxed or not; all texts are one."""
    groups: dict[tuple[str, bool], list[Seen]] = defaultdict(list)
    for seen in found:
        key = (_TEXT, False) if seen.text is not None else (seen.kind.casefold(), seen.box is not None)
        groups[key].append(seen)
    return groups


def _paired(before: list[Seen], after: list[Seen]) -> tuple[list[tuple[Seen, Seen]], list[Seen], list[Seen]]:
    same, before, after = _equal(before, after)
    likest = sorted(
        (
            (likeness, -i, -j)
            for i, j in _likely(before, after)
            if (likeness := _likeness(before[i], after[j])) > 0
        ),
        reverse=True,
    )
    old, new = dict(enumerate(before)), dict(enumerate(after))
    pairs = []
    for _, i, j in likest:
        if -i in old and -j in new:
            pairs.append((old.pop(-i), new.pop(-j)))
    return same + pairs, list(new.values()), list(old.values())


def _equal(before: list[Seen], after: list[Seen]) -> tuple[list[tuple[Seen, Seen]], list[Seen], list[Seen]]:
    """Texts of the same words, which most of them are, and what is left of both sides."""
    places: dict[str, list[Seen]] = defaultdict(list)
    for seen in after:
        if seen.text is not None:
            places[_spelt(seen.text)].append(seen)
    pairs, left = [], []
    for seen in before:
        others = places.get(_spelt(seen.text)) if seen.text is not None else None
        if others:
            pairs.append((seen, others.pop(0)))
        else:
            left.append(seen)
    taken = {id(other) for _, other in pairs}
    return pairs, left, [seen for seen in after if id(seen) not in taken]


def _likely(before: list[Seen], after: list[Seen]) -> Iterable[tuple[int, int]]:
    """Every pair; of a file with very many texts only those of equal ones."""
    if len(before) * len(after) <= _PATIENCE or not before or before[0].text is None:
        return ((i, j) for i in range(len(before)) for j in range(len(after)))
    places = defaultdict(list)
    for j, seen in enumerate(after):
        places[seen.text].append(j)
    return ((i, j) for i, seen in enumerate(before) for j in places[seen.text])


def _likeness(one: Seen, other: Seen) -> float:
    """How much two of one group are the same thing; 0 where they are not."""
    if one.text is not None:
        return _alike(one.text, other.text or "")
    if (one.start is None) != (other.start is None):
        return 0.0
    if one.start is not None and abs(one.start - (other.start or 0)) > SAME_MOMENT:
        return 0.0
    if one.box is None or other.box is None:
        return 1.0
    shared = overlap(one.box, other.box)
    return shared if shared >= SAME_PLACE else 0.0


def _alike(one: str, other: str) -> float:
    """Twice the longest run of letters that both have in this order, by the letters of both; 0 below 0.7."""
    first, second = _letters(one), _letters(other)
    if first.spelt == second.spelt:
        return 1.0
    letters = len(first.spelt) + len(second.spelt)
    # At most what both have of each letter, in whatever order: parts most pairs at a tenth of the price.
    most = min(len(first.spelt), len(second.spelt), first.shared(second))
    if 2 * most < SAME_WORDS * letters:
        return 0.0
    ratio = 2 * _in_common(first.spelt, second) / letters
    return ratio if ratio >= SAME_WORDS else 0.0


def _in_common(first: str, second: _Letters) -> int:
    """The length of the longest common subsequence, a letter of `first` at a time (Hyyrö 2004)."""
    row = whole = (1 << len(second.spelt)) - 1
    for letter in first:
        met = row & second.places.get(letter, 0)
        row = (row + met) | (row - met)
    return len(second.spelt) - (row & whole).bit_count()


@lru_cache(maxsize=4096)  # each text of a file is held against all of the other model's
def _letters(text: str) -> _Letters:
    spelt = _spelt(text)
    places: dict[str, int] = {}
    for n, letter in enumerate(spelt):
        places[letter] = places.get(letter, 0) | 1 << n
    counts = Counter(ord(letter) % _SLOTS for letter in spelt)
    seen = sum(((1 << min(count, _COUNTED)) - 1) << slot * _COUNTED for slot, count in counts.items())
    beyond = sum(max(count - _COUNTED, 0) for count in counts.values())
    return _Letters(spelt, places, seen, beyond)


@lru_cache(maxsize=4096)  # each text of a file is held against all of the other model's
def _spelt(text: str) -> str:
    return " ".join(words(text))
