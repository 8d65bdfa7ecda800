"""What else a label is called: synonyms and wider words, from WordNet's nouns (`wordnet/words.tsv`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "wordnet" / "words.tsv"
_ENDINGS = (("ies", "y"), ("ves", "fe"), ("ves", "f"), ("men", "man"), ("es", ""), ("s", ""))


@dataclass(frozen=True)
class _Entry:
    label: str
    same: tuple[str, ...]
    wider: tuple[str, ...]


def wider(label: str) -> tuple[str, ...]:
    """Synonyms of a label and the words that cover it, the nearest first: a gown is a dress is clothing.

    Nothing for a label that none of our models knows.
    """
    entry = _entries().get(label) or _entries().get(label.casefold())
    return (*entry.same, *entry.wider) if entry else ()


def narrower(word: str) -> tuple[str, ...]:
    """The labels that `word` covers, those of that name first: `animal` covers `dog`.

    The word may stand in the plural.  Nothing for a word that covers no label.
    """
    return next((found for one in singulars(word.casefold()) if (found := _covered().get(one))), ())


def words() -> tuple[str, ...]:
    """Every word that covers a label, sorted."""
    return tuple(sorted(_covered()))


def singulars(word: str) -> Iterator[str]:
    """A word, and what it may be the plural of; much of that is no word."""
    yield word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            yield word.removesuffix(ending) + instead


@cache
def _entries() -> dict[str, _Entry]:
    """The entries by their label; of labels that differ in case alone the exact one is found."""
    known = [_entry(line) for line in FILE.read_text("utf-8").splitlines()]
    return {entry.label.casefold(): entry for entry in known} | {entry.label: entry for entry in known}


def _entry(line: str) -> _Entry:
    label, same, above = line.split("\t")
    return _Entry(label, _split(same), _split(above))


def _split(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(", ")) if listed else ()


@cache
def _covered() -> dict[str, tuple[str, ...]]:
    named: dict[str, dict[str, None]] = {}
    entries = {entry.label: entry for entry in _entries().values()}
    for entry in entries.values():
        named.setdefault(entry.label.casefold(), {})[entry.label] = None
    for entry in entries.values():
        for word in (*entry.same, *entry.wider):
            named.setdefault(word.casefold(), {})[entry.label] = None
    return {word: tuple(labels) for word, labels in named.items()}
