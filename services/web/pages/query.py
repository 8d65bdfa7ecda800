"""The selection as addresses: every filter of a page is in its URL, and each can be taken out again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from services.web.filters import REPEATED, Filters
from services.web.pages import chips

Pair = tuple[str, str]
FIELDS = {"from": "since", "to": "until"}  # parameters that are called otherwise in `Filters`
ORDER = ("sort", "seed")
_USUAL = {"sort": "newest", "by": "embedding"}  # what goes without saying
PLAIN = ("q", "plain", "by", *ORDER)  # what has a place of its own on the page, and no chip
_PLAINLY = "!$'()*,/:;?@"  # signs that the parameters of an address may hold as they are
NAMES = (
    *(
        "q",
        "plain",
        "from",
        "to",
        "nodate",
        "day",
        "object",
        "faces",
        "camera",
        "lens",
        "format",
        "source",
        "kind",
    ),
    *(
        "folder",
        "place",
        "area",
        "noplace",
        "look",
        "scene",
        "colour",
        "favourite",
        "rating",
        "tag",
        "comment",
        "album",
        "batch",
        "person",
        "like",
        "by",
    ),
    *ORDER,
)


@dataclass(frozen=True)
class Chip:
    """One active filter, as words, and the address of the library without it."""

    name: str
    text: str
    href: str


@dataclass(frozen=True)
class Query:
    """The parameters that select a part of the library, in the order of the address."""

    pairs: tuple[Pair, ...]

    @classmethod
    def of(cls, filters: Filters) -> "Query":
        """The parameters of `filters`, without its place in the pages."""
        return cls(tuple((name, value) for name in NAMES for value in _given(filters, name)))

    def values(self, name: str) -> list[str]:
        """What is asked for under this name."""
        return [value for key, value in self.pairs if key == name]

    def first(self, name: str) -> str:
        """The value of a parameter that is given once, or nothing."""
        return next(iter(self.values(name)), "")

    @property
    def narrowed(self) -> bool:
        """Whether it leaves out any file; an order alone does not."""
        return any(name not in ORDER for name, _ in self.pairs)

    def link(self, endpoint: str = "pages.library", **more: Any) -> str:
        """The address of a page that keeps this selection."""
        if any(name in more for name, _ in self.pairs):
            return Query(tuple(self.others(*more))).link(endpoint, **more)
        path, _, rest = url_for(endpoint, **more).partition("?")
        asked = "&".join(filter(None, (self._text, rest)))
        return f"{path}?{asked}" if asked else path

    @cached_property
    def _text(self) -> str:
        """The parameters as they stand in an address; a page may hold a hundred of them."""
        return urlencode(self.pairs, safe=_PLAINLY)

    def toggled(self, name: str, value: str, endpoint: str = "pages.library") -> str:
        """The library with this value added, or without it where it is there."""
        pair = (name, value)
        if pair not in self.pairs:
            return Query((*self.pairs, pair)).link(endpoint)
        return Query(tuple(other for other in self.pairs if other != pair)).link(endpoint)

    def replaced(self, endpoint: str = "pages.library", **values: str) -> str:
        """The page with other values in place of those of these names, `from_` for `from`; '' for none."""
        named = {name.rstrip("_"): value for name, value in values.items()}
        rest = [pair for pair in self.pairs if pair[0] not in named]
        return Query((*rest, *((name, value) for name, value in named.items() if value))).link(endpoint)

    def exchanged(self, name: str, old: str, new: str, endpoint: str = "pages.library") -> str:
        """The page with another value in the place of one."""
        pairs = [(name, new) if pair == (name, old) else pair for pair in self.pairs]
        return Query(tuple(dict.fromkeys(pairs))).link(endpoint)

    def without(self, *names: str) -> "Query":
        """The query without what is asked for under these names."""
        return Query(tuple(self.others(*names)))

    def others(self, *names: str) -> list[Pair]:
        """The parameters that a form for `names` has to carry along."""
        return [pair for pair in self.pairs if pair[0] not in names]

    def chips_on(self, endpoint: str) -> list[Chip]:
        """The active filters, each with the address of this page without it."""
        return [
            Chip(name, chips.words(name, value), self.toggled(name, value, endpoint))
            for name, value in self.pairs
            if name not in ("by", *ORDER)
        ]

    @property
    def chips(self) -> list[Chip]:
        """The active filters beside the search text and the order, which have their places."""
        return [
            Chip(name, chips.words(name, value), self.toggled(name, value))
            for name, value in self.pairs
            if name not in PLAIN
        ]


def _given(filters: Filters, name: str) -> Iterator[str]:
    if name == "by" and not filters.like:
        return
    value = getattr(filters, FIELDS.get(name, name))
    if name in _USUAL:
        value = value if value != _USUAL[name] else None
    if name in REPEATED:
        yield from map(str, value)
    elif value:
        yield _text(value)


def _text(value: object) -> str:
    if value is True:
        return "1"
    return value.isoformat() if isinstance(value, date) else str(value)
