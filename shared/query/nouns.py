"""The things that words of a sentence name: their synonyms, their singular, what detectors call them."""

from functools import cache

from shared import lexicon
from shared.query.synonyms import GROUPS
from shared.query.tree import Condition, Words, disjoined

_UNCHANGED = ("ss", "us", "is", "as", "os", "ens")  # endings of words that are no plurals


def thing(word: str) -> Condition:
    """A word and those that mean the same; one that nothing is known of in the singular too."""
    base = _single(word)
    same = GROUPS.get(word) or GROUPS.get(base)
    if same:
        return disjoined(Words(one) for one in same) or Words(word)
    if base == word and len(word) > 3 and word.endswith("s") and not word.endswith(_UNCHANGED):
        return disjoined([Words(word), Words(_stem(word))]) or Words(word)
    return Words(base)


def label(word: str) -> str | None:
    """What detectors call a thing."""
    return next((one for one in lexicon.singulars(word) if one in lexicon.narrower(one)), None)


def common(word: str) -> bool:
    """Whether a word names a thing."""
    return word in GROUPS or bool(lexicon.narrower(word))


def _single(word: str) -> str:
    """The singular of a word that covers labels; any other word as it is."""
    known = (one for one in lexicon.singulars(word) if one in GROUPS or one in _covering())
    return word if word in GROUPS else next(known, word)


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ses", "xes", "zes", "ches", "shes")) else word[:-1]


@cache
def _covering() -> frozenset[str]:
    return frozenset(lexicon.words())
