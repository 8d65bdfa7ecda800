"""When in a recording several things are there at once, or within some seconds of each other."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Stretch = tuple[float, float]


@dataclass(frozen=True)
class Hit:
    """Something that was wanted: which, by its place in the list of them, and from when to when."""

    wanted: int
    start: float
    end: float
    finding: int
    where: str
    text: str
    score: float | None = None


@dataclass(frozen=True)
class Moment:
    """A stretch in which all that was wanted is there, and what shows it; `second` is where it begins."""

    second: float
    end: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class One:
    """A thing, by its place in the list of those that are wanted."""

    wanted: int


@dataclass(frozen=True)
class Fact:
    """What is so of the whole recording or not at all, by its place in the list of such."""

    fact: int


@dataclass(frozen=True)
class Every:
    """All of the parts near each other, at seconds that none of `without` is near to."""

    parts: tuple["Scene", ...]
    without: tuple["Scene", ...] = ()


@dataclass(frozen=True)
class Either:
    """One of the parts."""

    parts: tuple["Scene", ...]


Scene: TypeAlias = One | Fact | Every | Either


@dataclass(frozen=True)
class _Film:
    """Of each thing the stretches in which it is there, which facts hold, and half of the window."""

    stretches: dict[int, list[Stretch]]
    facts: Collection[int]
    half: float


def things(scene: Scene) -> set[int]:
    """The things that may be part of a moment."""
    if isinstance(scene, One):
        return {scene.wanted}
    return set().union(*map(things, scene.parts)) if isinstance(scene, Every | Either) else set()


def moments(hits: Sequence[Hit], scene: Scene, window: float, facts: Collection[int] = ()) -> list[Moment]:
    """The moments at which a scene is there, each thing at most `window` seconds from every other, in order.

    Stretches that lie no further apart than the window are one moment.  The gap of any two of several
    stretches is at most the window where all of them, each longer by half of it at both ends, have a
    second in common (Helly's theorem in one dimension).  `facts` are those that hold; by them alone there
    is no moment.
    """
    stretches: dict[int, list[Stretch]] = {}
    for hit in hits:
        stretches.setdefault(hit.wanted, []).append((hit.start, hit.end))
    film = _Film({wanted: _united(each) for wanted, each in stretches.items()}, facts, window / 2)
    wanted = things(scene)
    held = [hit for hit in hits if hit.wanted in wanted]
    at_once = _met(scene, film, 0)[0]
    found = [_moment(stretch, held, at_once, film.half) for stretch in _met(scene, film, film.half)[0]]
    return sorted(found, key=lambda moment: (moment.second, moment.end))


def _met(scene: Scene, film: _Film, more: float, apart: Sequence[Stretch] = ()) -> tuple[list[Stretch], bool]:
    """Where a scene is there, each thing longer by `more` at both ends, and whether by facts alone.

    Things do not count in the seconds `apart`.
    """
    if isinstance(scene, One):
        return _longer(_without(film.stretches.get(scene.wanted, []), apart), more), False
    if isinstance(scene, Fact):
        return [], scene.fact in film.facts
    if isinstance(scene, Either):
        met = [_met(part, film, more, apart) for part in scene.parts]
        return _united(stretch for found, _ in met for stretch in found), any(so for _, so in met)
    far = [stretch for one in scene.without for stretch in _longer(_met(one, film, film.half)[0], film.half)]
    common: list[Stretch] = []
    always = True
    for found, so in (_met(part, film, more, _united([*apart, *far])) for part in scene.parts):
        common = _united([*_shared(common, found), *(found if always else ()), *(common if so else ())])
        always = always and so
    return common, always


def _united(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in order, those that meet united."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _longer(stretches: Iterable[Stretch], more: float) -> list[Stretch]:
    return _united((start - more, end + more) for start, end in stretches)


def _without(stretches: Iterable[Stretch], others: Iterable[Stretch]) -> list[Stretch]:
    """What of the stretches lies in none of the others."""
    left = list(stretches)
    for begin, close in others:
        cut = [part for start, end in left for part in _cut(start, end, begin, close)]
        left = cut
    return left


def _cut(start: float, end: float, begin: float, close: float) -> Iterator[Stretch]:
    if end < begin or start > close:
        yield start, end
        return
    if start < begin:
        yield start, begin
    if close < end:
        yield close, end


def _shared(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """What two lists of stretches, each in order, have in common."""
    found, one, other = [], 0, 0
    while one < len(some) and other < len(others):
        start, end = max(some[one][0], others[other][0]), min(some[one][1], others[other][1])
        if start <= end:
            found.append((start, end))
        if some[one][1] < others[other][1]:
            one += 1
        else:
            other += 1
    return found


def _moment(stretch: Stretch, hits: Sequence[Hit], at_once: Sequence[Stretch], more: float) -> Moment:
    """It begins when all are there, or, where they are only near each other, with the first of them."""
    held = [hit for hit in hits if hit.start - more <= stretch[1] and hit.end + more >= stretch[0]]
    held.sort(key=lambda hit: (hit.start, hit.wanted, -(hit.score or 0)))
    together = _shared([stretch], at_once)
    near = max(min(hit.start for hit in held), stretch[0] - more)
    second = together[0][0] if together else near
    return Moment(second, max(second, *(hit.end for hit in held)), tuple(held))
