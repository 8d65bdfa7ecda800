"""What of a question is a filter of a selection becomes one, so that counts and indexes know it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from shared import amounts
from shared.db import vocabulary
from shared.db.connection import Connection
from shared.db.query_counts import OF_DATES
from shared.db.selection import Selection
from shared.query import keys, values
from shared.query.tree import AnyOf, Condition, Count, Exists, Filter, Not, conjoined, conjuncts

_LISTS = {"camera": "cameras", "lens": "lenses", "format": "formats", "source": "sources", "kind": "kinds"}
_SHOWN = {"object": "objects", "tag": "tags", "look": "looks", "scene": "scenes", "colour": "colours"}
_MOST_VALUES = 50

Step = Callable[[Connection, Selection, Any], Selection | None]


def lowered(conn: Connection, selection: Selection) -> Selection:
    """The same selection with as much as possible of its question as filters."""
    if selection.query is None:
        return selection
    rest = []
    for part in conjuncts(selection.query):
        step = _STEPS.get(type(part))
        found = step(conn, selection, part) if step else None
        if found is None:
            rest.append(part)
        else:
            selection = found
    return replace(selection, query=conjoined(rest))


def _filter(conn: Connection, selection: Selection, part: Filter) -> Selection | None:
    if part.key in _LISTS and part.sign in {":", "=", "~"}:
        return _listed(selection, part.key, _meant(conn, part.key, part.sign, part.value))
    if part.key in _SHOWN and part.sign in {":", "=", "~"}:
        return _shown(conn, selection, part)
    if part.key in {"date", "year"}:
        return _dated(selection, part)
    step = _SINGLE.get(part.key)
    return step(selection, part) if step else None


def _any_of(conn: Connection, selection: Selection, part: AnyOf) -> Selection | None:
    if part.key not in _LISTS:
        return None
    found = [value for text in part.values for value in _meant(conn, part.key, ":", text)]
    return _listed(selection, part.key, list(dict.fromkeys(found)))


def _meant(conn: Connection, key: str, sign: str, text: str) -> list[str]:
    if key == "kind":
        return [keys.kind(text)]
    return vocabulary.meant(vocabulary.values(conn, key), sign, text)


def _listed(selection: Selection, key: str, found: list[str]) -> Selection | None:
    name = _LISTS[key]
    if not found or len(found) > _MOST_VALUES or getattr(selection, name):
        return None
    given: Any = {name: tuple(found)}
    return replace(selection, **given)


def _shown(conn: Connection, selection: Selection, part: Filter) -> Selection | None:
    known = vocabulary.marks if part.key == "tag" else vocabulary.labels
    found = known(conn, part.key, part.sign, part.value)
    if len(found) != 1 or amounts.wanted(found[0]).label != found[0]:
        return None
    name = _SHOWN[part.key]
    given: Any = {name: tuple(dict.fromkeys([*getattr(selection, name), found[0]]))}
    return replace(selection, **given)


def _not(conn: Connection, selection: Selection, part: Not) -> Selection | None:
    inner = part.part
    if isinstance(inner, Exists):
        return _told(selection, inner, "unplaced", "undated")
    if isinstance(inner, Filter) and inner.key == "object" and inner.sign in {":", "="}:
        found = vocabulary.marks(conn, "object", inner.sign, inner.value)
        if len(found) == 1:
            return replace(selection, objects=(*selection.objects, f"{found[0]}<=0"))
    return None


def _exists(_conn: Connection, selection: Selection, part: Exists) -> Selection | None:
    return _told(selection, part, "placed", "dated")


def _told(selection: Selection, part: Exists, placed: str, dated: str) -> Selection | None:
    name = {"gps": placed, **dict.fromkeys(OF_DATES, dated)}.get(part.key)
    given: Any = {name: True}
    return replace(selection, **given) if name else None


def _count(conn: Connection, selection: Selection, part: Count) -> Selection | None:
    amount = _amount(part)
    if amount is None or part.what in {*keys.COUNTED} - {"faces"}:
        return None
    if part.what == "faces":
        return replace(selection, faces=(*selection.faces, amount))
    found = vocabulary.marks(conn, "object", "=", part.what)
    if len(found) != 1:
        return None
    return replace(selection, objects=(*selection.objects, f"{found[0]}{amount}"))


def _amount(part: Count) -> str | None:
    """How many, in the notation of addresses, where that can say it."""
    sign, n = {">": (">=", part.n + 1), "<": ("<=", part.n - 1)}.get(part.sign, (part.sign, part.n))
    if sign == "!=" or not (1 if sign == ">=" else 0) <= n <= amounts.MOST:
        return None
    return f"{sign}{n}"


def _dated(selection: Selection, part: Filter) -> Selection | None:
    text = part.value
    if part.key == "year":
        year = values.whole(text)
        if not 1 <= year < 9000:
            return None
        text = f"{year:04}"
    span, whole = values.span(text), timedelta(days=1)
    if span.end - span.begin < whole or part.sign == "!=":
        return None
    first, last = span.begin.date(), span.end.date() - whole
    ways: dict[str, tuple[date | None, date | None]] = {
        "<": (None, first - whole if first > date.min else None), "<=": (None, last),
        ">": (last + whole, None), ">=": (first, None),
    }  # fmt: skip
    since, until = ways.get(part.sign, (first, last))
    return _between(selection, since, until) if since or until else None


def _between(selection: Selection, since: date | None, until: date | None) -> Selection:
    since = max((day for day in (since, selection.since) if day), default=None)
    until = min((day for day in (until, selection.until) if day), default=None)
    return replace(selection, since=since, until=until)


def _rating(selection: Selection, part: Filter) -> Selection | None:
    stars = values.whole(part.value) + (part.sign == ">")
    if part.sign not in {">", ">="} and not (part.sign in {":", "="} and stars == 5):
        return None
    return replace(selection, rating=max(selection.rating, stars)) if 1 <= stars <= 5 else None


def _flag(name: str, opposite: str = "") -> Callable[[Selection, Filter], Selection | None]:
    def step(selection: Selection, part: Filter) -> Selection | None:
        field = name if values.yes(part.value) else opposite
        given: Any = {field: True}
        return replace(selection, **given) if field and part.sign in {":", "="} else None

    return step


def _folder(selection: Selection, part: Filter) -> Selection | None:
    fits = part.sign in {":", "="} and part.value.strip("/") and not selection.folders
    return replace(selection, folders=(part.value,)) if fits else None


def _batch(selection: Selection, part: Filter) -> Selection | None:
    fits = part.sign in {":", "="} and not selection.batches
    return replace(selection, batches=(values.whole(part.value),)) if fits else None


_SINGLE: dict[str, Callable[[Selection, Filter], Selection | None]] = {
    "rating": _rating,
    "favourite": _flag("favourites"),
    "undated": _flag("undated", "dated"),
    "folder": _folder,
    "batch": _batch,
}
_STEPS: dict[type[Condition], Step] = {
    Filter: _filter, AnyOf: _any_of, Not: _not, Count: _count, Exists: _exists,
}  # fmt: skip
