"""Makes a tree of what a person typed."""

import re

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from shared.query import keys
from shared.query.errors import BadQuery, nearest
from shared.query.explaining import explained
from shared.query.grammar import LARK
from shared.query.planting import Planting
from shared.query.tree import NOTHING, Query

LONGEST = 4000  # characters
_ORDER = re.compile(r"(?:^|\s)order\s+by\s+([a-z_]+)(\s+(?:asc|desc))?\s*$", re.IGNORECASE)
DEEPEST = 40  # parentheses within parentheses


def parse(text: str) -> Query:
    """The question that `text` is; raises `BadQuery`.

    The last word may go on as long as nothing stands behind it.
    """
    if len(text) > LONGEST:
        raise BadQuery(f"A question has at most {LONGEST} characters", LONGEST)
    text = _shown(text)
    _check_depth(text)
    _check_order(text)
    if not text.strip():
        return Query()
    try:
        found = Planting(text).transform(LARK.parse(text))
    except (UnexpectedCharacters, UnexpectedToken, UnexpectedInput) as error:
        raise explained(error, text) from error
    except VisitError as error:
        if isinstance(error.orig_exc, BadQuery):
            raise error.orig_exc from None
        raise
    query: Query = found
    if query == Query():
        return Query(NOTHING)
    return query


def _shown(text: str) -> str:
    """The text with a space for each character that no one can type; as long as before."""
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", text)


def _check_order(text: str) -> None:
    """Raise `BadQuery` for an order that there is not, where one is meant: `order by phone` is words."""
    found = _ORDER.search(text)
    name = found[1].casefold() if found else ""
    if not found or name in keys.ORDERS:
        return
    close = nearest(name, keys.ORDERS)
    if not (close or found[2] or name in keys.NAMES):
        return
    meant = f"{text[: found.start(1)]}{close}{text[found.end(1) :]}" if close else ""
    known = f"there are {', '.join(dict.fromkeys(keys.ORDERS.values()))} and count(\u2026)"
    said = f"Nothing is ordered by {found[1]}; {f'did you mean {close}?' if close else known}"
    raise BadQuery(said, found.start(1), len(found[1]), meant)


def _check_depth(text: str) -> None:
    depth = 0
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"?|[()]', text):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth > DEEPEST:
            raise BadQuery("Too many parentheses within parentheses", found.start())
