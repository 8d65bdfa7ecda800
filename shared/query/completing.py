"""What may be typed next: which part of a question the cursor stands in, and how it is completed there."""

import re
from dataclasses import dataclass
from typing import Literal

from shared.query import keys
from shared.query.keys import KEYS, NAMES, Key

Sort = Literal["word", "value", "item", "counted", "present", "place", "order", "ordered"]
_VALUE = re.compile(r"(?:^|[\s(-])([a-z]+)\s*(?::|=|!=|~)\s*(\"[^\"]*|[^\s\"()]*)$", re.IGNORECASE)
_ITEM = re.compile(
    r"(?:^|[\s(-])([a-z]+)(?:\s+(?:all\s+)?in\s*|\s*:\s*)\((?:[^()]*,)?\s*([^(),]*)$", re.IGNORECASE
)
_CALL = re.compile(r"(?:^|[\s(-])(count|exists)\s*\(\s*([^()]*)$", re.IGNORECASE)
_COUNTED = re.compile(r"(?:^|\s)order\s+by\s+count\s*\(\s*([^()]*)$", re.IGNORECASE)
_ORDER = re.compile(r"(?:^|\s)order\s+by\s+([a-z]*)$", re.IGNORECASE)
_WORD = re.compile(r"(?:^|[\s(-])([^\s\"():=<>~-]+)$")
_QUOTED = re.compile(r'^(?:[^"\\]|\\.|"(?:[^"\\]|\\.)*")*$', re.DOTALL)

CLOSING: dict[str, str] = {"counted": ") >= ", "ordered": ") "}  # what stands behind a thing that is counted


@dataclass(frozen=True)
class Need:
    """The part of a question from `start` to `end` that is being typed; `key` is whose value it is."""

    sort: Sort
    key: str
    begun: str
    start: int
    end: int


@dataclass(frozen=True)
class Offer:
    """What may stand there: shown as `text` with what it `says`, put in as `insert`."""

    text: str
    says: str
    insert: str


def need(text: str, cursor: int) -> Need | None:
    """What is being typed at the cursor, which counts characters; None where nothing can be said of it."""
    before = re.sub(r"[\x00-\x1f\ud800-\udfff]", " ", text[:cursor])
    ways = (("item", _ITEM), ("ordered", _COUNTED), ("call", _CALL), ("order", _ORDER), ("value", _VALUE))
    for sort, pattern in ways:
        found = pattern.search(before)
        if found:
            made = _made(sort, found, cursor)
            if made:
                return made
    if not _QUOTED.match(before):
        return None
    found = _WORD.search(before)
    return Need("word", "", found[1], found.start(1), cursor) if found else None


def _made(sort: str, found: re.Match[str], cursor: int) -> Need | None:
    begun = found[found.re.groups]
    start = found.start(found.re.groups)
    if sort == "order":
        return Need("order", "", begun, start, cursor)
    if sort == "ordered":
        return Need("ordered", "object", begun, start, cursor)
    name = found[1].casefold()
    if sort == "call":
        return Need("counted" if name == "count" else "present", "object", begun, start, cursor)
    begun = begun.lstrip().removeprefix('"')
    if name == "near" and sort == "value":
        return Need("place", "", begun, start, cursor)
    key = "person" if name == "only" else NAMES[name].name if name in NAMES else None
    return Need("item" if sort == "item" else "value", key, begun, start, cursor) if key else None


def words(need: Need) -> list[Offer]:
    """What the language itself offers: keys, orders, what can be counted or exist."""
    begun = need.begun.casefold()
    if need.sort == "word":
        called = ((key, _called(key, begun)) for key in KEYS.values())
        others = [
            Offer(name, says, name) for name, says in keys.OTHERS.items() if begun and _fits(name, begun)
        ]
        return [Offer(f"{name}:", key.says, f"{name}:") for key, name in called if name] + others
    if need.sort == "order":
        orders = [Offer(by, "", f"{by} ") for by in dict.fromkeys(keys.ORDERS.values()) if _fits(by, begun)]
        return [*orders, *([Offer("count(", "", "count(")] if _fits("count(", begun) else [])]
    if need.sort in CLOSING:
        counted = [what for what in keys.COUNTED if _fits(what, begun)]
        return [Offer(what, "", f"{what}{CLOSING[need.sort]}") for what in counted]
    if need.sort == "present":
        known_names = dict.fromkeys((*keys.PRESENT, *(name for name in KEYS if keys.present(name))))
        return [Offer(name, "", f"{name}) ") for name in known_names if _fits(name, begun)]
    choices = KEYS[need.key].choices if need.key else ()
    return [Offer(choice, "", f"{choice} ") for choice in choices if _fits(choice, begun)]


def _called(key: Key, begun: str) -> str:
    """The first name of a key that begins so, if any."""
    return next((name for name in (key.name, *key.aliases) if begun and _fits(name, begun)), "")


def _fits(name: str, begun: str) -> bool:
    return name.startswith(begun)
