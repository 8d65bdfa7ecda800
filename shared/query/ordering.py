"""The orders of the library that `order by` stands for."""

from shared.query.errors import BadQuery
from shared.query.tree import Order

_SORTS = {
    ("date", True): "newest", ("date", False): "oldest", ("added", True): "added", ("updated", True): "added",
    ("added", False): "added-reversed", ("updated", False): "added-reversed",
    ("name", False): "name", ("name", True): "name-reversed",
    ("filesize", True): "size", ("filesize", False): "size-reversed",
    ("rating", True): "rating", ("rating", False): "rating-reversed",
    ("duration", True): "duration", ("duration", False): "duration-reversed",
    ("width", True): "width", ("width", False): "width-reversed",
    ("height", True): "height", ("height", False): "height-reversed",
    ("random", True): "random", ("random", False): "random",
}  # fmt: skip


def sort(order: Order) -> str:
    """What the order is called in an address."""
    return _SORTS[order.by, order.descending]


def check(order: Order, text: str) -> None:
    """Raise `BadQuery` for an order that there is not."""
    if (order.by, order.descending) not in _SORTS:
        place = max(text.casefold().rfind("order"), 0)
        direction = "desc" if order.descending else "asc"
        raise BadQuery(f"Files cannot be ordered by {order.by} {direction}", place, len(text) - place)
