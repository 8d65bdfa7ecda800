"""Makes a question of a plain sentence: who and what is in the picture, where and when it was taken."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from shared import landmarks
from shared.query import whereabouts
from shared.query.howmany import counted
from shared.query.idioms import idiom
from shared.query.moments import moment
from shared.query.nouns import common, thing
from shared.query.quoting import quoted
from shared.query.ranking import ranked
from shared.query.seasons import NORTH, Seasons
from shared.query.synonyms import IDLE, KINDS, STOP
from shared.query.tree import Condition, Count, Filter, Only, Query, Words, conjoined, disjoined
from shared.query.weaving import Weaving
from shared.query.whereabouts import CITY, TOWN

LEAST = 3  # words of a sentence
_LONGEST_NAME = 4  # words
_BEFORE_PLACES = {"in", "at", "near", "from", "around", "to", "of"}
_DECADES = {"20": "twenties", "30": "thirties", "40": "forties", "50": "fifties", "60": "sixties"}
_TENS = "|".join(_DECADES.values())
_AGE = re.compile(rf"(?:in )?(?:her|his|their|my|your) (?:early |mid |late )?(?:(\d0)s|({_TENS}))(?= |$)")
_ALONE = re.compile(
    r"(?:alone|by (?:her|him|my|your)self|by themselves|(?:and|with) (?:nobody|no ?one) else)(?= |$)"
)
_ONLY = re.compile(r"(?:only|just) (?:with |of )?")
_TRIP = re.compile(r"(?:trip|visit|journey|travels?|vacation|holidays?|stay)(?= (?:to|in) )")
_SLASHED = re.compile(r"\b(\d{1,2})([./])(\d{1,2})\2(\d{4})\b")


@dataclass(frozen=True)
class Known:
    """The names that the library knows, as they are written there."""

    cameras: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    seasons: Seasons = NORTH


@dataclass(frozen=True)
class _Sentence:
    text: str  # in small letters
    said: str  # as it was written, as long
    today: date
    names: dict[str, Condition]
    given: dict[str, Condition]  # the first of several names of somebody
    seasons: Seasons
    ranked: bool  # whether it said an order


_Found = tuple[int, Condition | None]


def read(text: str, today: date, known: Known = Known()) -> Query:
    """The question that a sentence is: all of what it names has to fit.  Without any name it asks for all."""
    plain = _SLASHED.sub(_day, text.replace("\u2019", "'"))
    said, order, limit = ranked(" ".join(re.sub(r"[^\w\s'-]", " ", plain).split()))
    names, given = dict(_names(known)), dict(_given(known))
    sentence = _Sentence(_small(said), said, today, names, given, known.seasons, order is not None)
    parts = _parts(sentence)
    there = whereabouts.seasons(parts)
    if there and there != known.seasons:
        parts = _parts(replace(sentence, seasons=there))
    return Query(conjoined(dict.fromkeys(parts)), order, limit)


def _day(found: re.Match[str]) -> str:
    """A day that is written 31.5.2019 or 5/31/2019, as 2019-05-31; both days where it may be either."""
    one, other, year = int(found[1]), int(found[3]), int(found[4])
    months = [(other, one), (one, other)] if found[2] == "/" else [(other, one)]
    days = [f"{year}-{month:02}-{day:02}" for month, day in months if month <= 12 and 0 < day <= 31]
    return "-or-".join(dict.fromkeys(days)) or found[0]


def _parts(sentence: _Sentence) -> list[Condition]:
    woven = Weaving()
    at, alone = 0, False
    while at < len(sentence.text):
        word = _word(sentence, at)
        silent = _ALONE.match(sentence.text, at) or _TRIP.match(sentence.text, at)
        phrase = None if silent else _phrase(sentence, at)
        if silent:
            alone, at = alone or silent.re is _ALONE, silent.end() + 1
            continue
        if phrase is None and woven.heed(word):
            at += len(word) + 1
            continue
        end, part = phrase or _part(sentence, at)
        if part is not None:
            woven.add(part)
        at = end + 1
    return _alone(woven.parts) if alone else woven.parts


def _alone(parts: list[Condition]) -> list[Condition]:
    """These parts of somebody who is there alone."""
    people = [part for part in parts if isinstance(part, Filter) and part.key == "person"]
    others = [part for part in parts if part not in people]
    return [*others, Only(tuple(part.value for part in people)) if people else Count("person", "=", 1)]


def spoken(text: str, today: date, known: Known = Known(), *, least: int = LEAST) -> bool:
    """Whether a text reads as a sentence: it names more than words that are looked for as they are."""
    words = text.split()
    plain = conjoined(Words(word) for word in words)
    return len(words) >= least and read(text, today, known).condition not in {plain, None}


def _phrase(sentence: _Sentence, at: int) -> _Found | None:
    """What several words together mean from this place on; None where they are no turn of phrase."""

    def ends(place: int) -> bool:
        word = _word(sentence, place)
        named = word in _BEFORE_PLACES and _placed(sentence, place + len(word) + 1)
        return bool(named or _moment(sentence, place))

    return (
        quoted(sentence.text, at, ends)
        or counted(sentence.text, at)
        or _only(sentence, at)
        or idiom(sentence.text, at)
        or _around(sentence, at)
    )


def _part(sentence: _Sentence, at: int) -> _Found:
    """What stands at this place, and where it ends; None for what says nothing."""
    for rule in (_moment, _aged, _named, _placed):
        found = rule(sentence, at)
        if found is not None:
            return found
    word = _word(sentence, at)
    end = at + len(word)
    if word in STOP or word in IDLE:
        return end, None
    if word in KINDS and (sentence.ranked or len(sentence.text.split()) > 1):
        return end, Filter("kind", ":", KINDS[word])
    return end, thing(word)


def _moment(sentence: _Sentence, at: int) -> _Found | None:
    return moment(sentence.text, at, sentence.today, sentence.seasons)


def _aged(sentence: _Sentence, at: int) -> _Found | None:
    found = _AGE.match(sentence.text, at)
    if not found:
        return None
    decade = found[1] or next(n for n, name in _DECADES.items() if name == found[2])
    said = [f"{decade}s", f"{decade}ies", *([_DECADES[decade]] if decade in _DECADES else [])]
    return found.end(), disjoined(Words(word) for word in said)


def _named(sentence: _Sentence, at: int) -> _Found | None:
    """A person, camera or tag by its name; the longest there is."""
    for end in _ends(sentence, at):
        condition = sentence.names.get(sentence.text[at:end].removesuffix("'s"))
        if condition is not None:
            return end, condition
    word = _word(sentence, at)
    condition = sentence.given.get(word.removesuffix("'s"))
    return (at + len(word), condition) if condition and _called(sentence, at) else None


def _called(sentence: _Sentence, at: int) -> bool:
    """Whether a word is written as a name within the sentence, where no place is announced."""
    before = sentence.text[:at].split()[-1:]
    return sentence.said[at].isupper() and bool(before) and before[0] not in _BEFORE_PLACES - {"of"}


def _only(sentence: _Sentence, at: int) -> _Found | None:
    """`only Anna and Ben`."""
    found = _ONLY.match(sentence.text, at)
    names: list[str] = []
    end, place = at, found.end() if found else len(sentence.text)
    while place < len(sentence.text):
        named = _named(sentence, place)
        if named is None or not isinstance(named[1], Filter) or named[1].key != "person":
            break
        names.append(named[1].value)
        end = named[0]
        place = end + (5 if sentence.text.startswith(" and ", end) else 1)
    return (end, Only(tuple(names))) if names else None


def _around(sentence: _Sentence, at: int) -> _Found | None:
    """`within 10 km of Bastia`."""
    found = whereabouts.distance(sentence.text, at)
    if not found:
        return None
    start, kilometres = found
    for end in _ends(sentence, start):
        near = whereabouts.around(sentence.said[start:end], kilometres)
        if near:
            return end, near
    return None


def _placed(sentence: _Sentence, at: int) -> _Found | None:
    *_, ahead, before = ("", "", *sentence.text[:at].split())
    announced = before in _BEFORE_PLACES or (before == "the" and ahead in _BEFORE_PLACES)
    capital = sentence.said[at : at + 1].isupper() and at > 0
    for end in _ends(sentence, at):
        name = sentence.said[at:end]
        alone = end == len(sentence.text) and at == 0
        if not (announced or capital or alone):
            continue
        word = sentence.text[at:end]
        if (word in STOP or word in IDLE or common(word)) and not capital:
            continue
        people = TOWN if announced and capital else CITY
        found = whereabouts.place(name, people, sure=capital or alone)
        known = isinstance(found, Filter) or landmarks.called(name)
        thing = before == "the" and not capital and not known  # from the bank
        if found and not thing:
            return end, disjoined([found, Words(name[4:] if word.startswith("the ") else name)])
    return None


def _names(known: Known) -> Iterable[tuple[str, Condition]]:
    for key, names in (("tag", known.tags), ("camera", known.cameras), ("person", known.people)):
        for name in names:
            yield _small(" ".join(name.split())), Filter(key, ":", name)


def _given(known: Known) -> Iterable[tuple[str, Condition]]:
    for first, *others in map(str.split, known.people):
        if others:
            yield _small(first), Filter("person", ":", first)


def _word(sentence: _Sentence, at: int) -> str:
    return sentence.text[at:].split(" ", 1)[0]


def _ends(sentence: _Sentence, at: int) -> list[int]:
    """Where up to four words end, the furthest first."""
    ends: list[int] = []
    end = at - 1
    for _ in range(_LONGEST_NAME):
        end = sentence.text.find(" ", end + 1)
        if end < 0:
            return [len(sentence.text), *reversed(ends)]
        ends.append(end)
    return list(reversed(ends))


def _small(text: str) -> str:
    """The text in small letters; as long as before, so that places in both agree."""
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
