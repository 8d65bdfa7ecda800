"""The selection as addresses: every filter of a page is in its URL, and each can be taken out again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import url_for

from services.web.filters import Filters
from services.web.pages.looks import format_name

Pair = tuple[str, str]


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
        single = [("q", filters.q), ("from", _text(filters.since)), ("to", _text(filters.until))]
        several = [
            (name, str(value))
            for name in ("object", "camera", "format", "source", "kind")
            for value in getattr(filters, name)
        ]
        return cls(tuple(pair for pair in single + several if pair[1]))

    def values(self, name: str) -> list[str]:
        """What is asked for under this name."""
        return [value for key, value in self.pairs if key == name]

    def link(self, endpoint: str = "pages.library", **more: object) -> str:
        """The address of a page that keeps this selection."""
        return url_for(endpoint, **_grouped(self.pairs), **more)  # type: ignore[arg-type]

    def toggled(self, name: str, value: str) -> str:
        """The library with this value added, or without it where it is there."""
        pair = (name, value)
        rest = tuple(other for other in self.pairs if other != pair)
        return Query(rest if pair in self.pairs else (*self.pairs, pair)).link()

    def others(self, *names: str) -> list[Pair]:
        """The parameters that a form for `names` has to carry along."""
        return [pair for pair in self.pairs if pair[0] not in names]

    @property
    def chips(self) -> list[Chip]:
        """The active filters beside the search text, which has its box."""
        return [
            Chip(name, _words(name, value), self.toggled(name, value))
            for name, value in self.pairs
            if name != "q"
        ]


def _grouped(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def _words(name: str, value: str) -> str:
    if name == "from":
        return f"from {value}"
    if name == "to":
        return f"until {value}"
    return format_name(value) if name == "format" else value


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
