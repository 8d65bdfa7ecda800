"""Searches that were saved as the parameters of an address."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from services.web.filters import Filters, parse
from services.web.reach import searched
from shared.db.search import Selection, Within

LONGEST = 8000  # characters
PASSING = {"cursor", "before", "limit"}  # a place in the pages, no part of a search
NAMES = {field.alias or name for name, field in Filters.model_fields.items()} - PASSING


def filters(query: str) -> Filters:
    """What the parameters ask for.  Raises `ValidationError`."""
    return parse(MultiDict(_pairs(query)), strict=False)


def normal(query: str) -> str:
    """The parameters as they are kept: those that select or order, and nothing else.

    Raises `ValidationError`, also for one that no search has, and `BadQuery` for a question that cannot be
    understood.
    """
    pairs = _pairs(query[:LONGEST])
    parse(MultiDict(pairs), strict=True, exact=True)
    return encoded(pairs)


def _pairs(query: str) -> list[tuple[str, str]]:
    """The parameters of a query string, or of a whole address."""
    return parse_qsl(re.sub(r"^[^=?]*\?", "", query))


def encoded(pairs: Iterable[tuple[str, str]]) -> str:
    """Those of these parameters that a search is made of, as in an address."""
    return urlencode([(name, value) for name, value in pairs if name in NAMES and value])


def selection(query: str, within: Within | None) -> Selection:
    """What the parameters select of what lies `within`.  Raises `ValidationError`."""
    found = searched(query) or Selection()
    return Selection(**(vars(found) | {"within": within}))


def confined(*limits: Within | None) -> Within | None:
    """What lies within all of these limits."""
    held: Within | None = None
    for limit in limits:
        if limit is not None:
            inner = limit.selection or Selection()
            held = Within(limit.folder, Selection(**(vars(inner) | {"within": held})))
    return held
