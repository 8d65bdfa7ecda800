"""The orders of the library that `order by` stands for."""

from shared.query.errors import BadQuery
from shared.query.tree import Condition, Filter, Order, conjuncts

_SORTS = {
    ("date", True): "newest", ("date", False): "oldest",
    ("added", True): "added", ("updated", True): "updated",
    ("added", False): "added-reversed", ("updated", False): "updated-reversed",
    ("name", False): "name", ("name", True): "name-reversed",
    ("filesize", True): "size", ("filesize", False): "size-reversed",
    ("rating", True): "rating", ("rating", False): "rating-reversed",
    ("duration", True): "duration", ("duration", False): "duration-reversed",
    ("width", True): "width", ("width", False): "width-reversed",
    ("similar", True): "similar", ("similar", False): "similar-reversed",
    ("face", True): "face", ("face", False): "face-reversed",
    ("height", True): "height", ("height", False): "height-reversed",
    ("random", True): "random", ("random", False): "random",
}  # fmt: skip


def sort(order: Order) -> str:
    """What the order is called in an address."""
    if counted(order):
        return "count" if order.descending else "count-reversed"
    return _SORTS[order.by, order.descending]


def counted(order: Order | None) -> str:
    """Of what files are to be counted: `dog` of `order by count(dog)`; nothing in other orders."""
    return order.by[6:-1] if order and order.by.startswith("count(") else ""


def check(order: Order, text: str, condition: Condition | None) -> None:
    """Raise `BadQuery` for an order that there is not of such a question."""
    place = max(text.casefold().rfind("order"), 0)
    asked = {part.key for part in conjuncts(condition) if isinstance(part, Filter)}
    if order.by in {"similar", "face"} - asked:
        raise BadQuery(
            f"An order by {order.by} needs {order.by}:NUMBER in the question", place, len(text) - place
        )
