"""Makes a question of a plain sentence: who and what is in the picture, where and when it was taken."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from shared import lexicon
from shared.query import whereabouts
from shared.query.moments import moment
from shared.query.seasons import NORTH, Seasons
from shared.query.synonyms import GROUPS, KINDS, NUMBERS, STOP, WITHOUT
from shared.query.tree import (
    Condition,
    Count,
    Filter,
    Query,
    Words,
    conjoined,
    disjoined,
    negated,
)
from shared.query.whereabouts import CITY, TOWN

LEAST = 3  # words of a sentence
_LONGEST_NAME = 4  # words
_AGE = re.compile(r"(?:in )?(?:her|his|their|my|your) (?:early |mid |late )?(\d0)s(?= |$)")
_BEFORE_PLACES = {"in", "at", "near", "from", "around", "to", "of"}
_ENDINGS = (("ies", "y"), ("ves", "f"), ("men", "man"), ("es", ""), ("s", ""))
_DECADES = {"20": "twenties", "30": "thirties", "40": "forties", "50": "fifties", "60": "sixties"}


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
    seasons: Seasons


_Found = tuple[int, Condition | None]


def read(text: str, today: date, known: Known = Known()) -> Query:
    """The question that a sentence is: all of what it names has to fit.  Without any name it asks for all."""
    said = " ".join(re.sub(r"[^\w\s'-]", " ", text).split())
    sentence = _Sentence(_small(said), said, today, dict(_names(known)), known.seasons)
    parts = _parts(sentence)
    there = whereabouts.seasons(parts)
    if there and there != known.seasons:
        parts = _parts(replace(sentence, seasons=there))
    return Query(conjoined(dict.fromkeys(parts)))


def _parts(sentence: _Sentence) -> list[Condition]:
    parts: list[Condition] = []
    at, negative = 0, False
    while at < len(sentence.text):
        word = _word(sentence, at)
        if word in WITHOUT:
            negative, at = True, at + len(word) + 1
            continue
        end, part = _part(sentence, at)
        if part is not None:
            parts.append(negated(part) if negative else part)
            negative = False
        at = end + 1
    return parts


def spoken(text: str, today: date, known: Known = Known(), *, least: int = LEAST) -> bool:
    """Whether a text reads as a sentence: it names more than words that are looked for as they are."""
    words = text.split()
    plain = conjoined(Words(word) for word in words)
    return len(words) >= least and read(text, today, known).condition not in {plain, None}


def _part(sentence: _Sentence, at: int) -> _Found:
    """What stands at this place, and where it ends; None for what says nothing."""
    for rule in (_moment, _aged, _named, _placed, _counted):
        found = rule(sentence, at)
        if found is not None:
            return found
    word = _word(sentence, at)
    end = at + len(word)
    if word in STOP:
        return end, None
    if word in KINDS and len(sentence.text.split()) > 1:
        return end, Filter("kind", ":", KINDS[word])
    return end, _thing(word)


def _moment(sentence: _Sentence, at: int) -> _Found | None:
    return moment(sentence.text, at, sentence.today, sentence.seasons)


def _aged(sentence: _Sentence, at: int) -> _Found | None:
    found = _AGE.match(sentence.text, at)
    if not found:
        return None
    decade = found[1]
    said = [f"{decade}s", f"{decade}ies", *([_DECADES[decade]] if decade in _DECADES else [])]
    return found.end(), disjoined(Words(word) for word in said)


def _named(sentence: _Sentence, at: int) -> _Found | None:
    """A person, camera or tag by its name; the longest there is."""
    for end in _ends(sentence, at):
        condition = sentence.names.get(sentence.text[at:end])
        if condition is not None:
            return end, condition
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
        common = word in STOP or word in GROUPS or bool(lexicon.narrower(word))
        if common and not capital:
            continue
        people = TOWN if announced and capital else CITY
        found = whereabouts.place(name, people, sure=capital or alone)
        if found:
            return end, disjoined([found, Words(name)])
    return None


def _counted(sentence: _Sentence, at: int) -> _Found | None:
    words = sentence.text[at:].split()
    number = words[0]
    n = NUMBERS.get(number) or (int(number) if re.fullmatch(r"[2-9]|1\d|20", number) else 0)
    rest = words[1:]
    while rest and rest[0] in {"of", "or", "more"}:
        rest = rest[1:]
    if not n or not rest:
        return None
    label = "person" if rest[0] in {"people", "persons"} else _label(rest[0])
    if label is None:
        return None
    end = sentence.text.index(rest[0], at + len(number)) + len(rest[0])
    return end, Count("faces" if label == "face" else label, ">=", n)


def _thing(word: str) -> Condition:
    """A word and those that mean the same."""
    base = _single(word)
    same = GROUPS.get(word) or GROUPS.get(base)
    if same:
        return disjoined(Words(one) for one in same) or Words(word)
    return Words(base)


def _label(word: str) -> str | None:
    """What detectors call a thing."""
    return next((one for one in _singulars(word) if one in lexicon.narrower(one)), None)


def _single(word: str) -> str:
    """The singular of a word that covers labels; any other word as it is."""
    known = (one for one in _singulars(word) if one in GROUPS or one in _covering())
    return word if word in GROUPS else next(known, word)


@cache
def _covering() -> frozenset[str]:
    return frozenset(lexicon.words())


def _singulars(word: str) -> Iterable[str]:
    yield word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            yield word.removesuffix(ending) + instead


def _names(known: Known) -> Iterable[tuple[str, Condition]]:
    for key, names in (("tag", known.tags), ("camera", known.cameras), ("person", known.people)):
        for name in names:
            yield _small(" ".join(name.split())), Filter(key, ":", name)


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
