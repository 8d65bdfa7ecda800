"""The orders of the library that `order by` stands for."""

from collections.abc import Sequence

from shared.query.errors import BadQuery
from shared.query.tree import Condition, Filter, Order, conjuncts

LIKENESSES = ("similar", "alike", "face")  # keys whose value is an example
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
    ("alike", True): "alike", ("alike", False): "alike-reversed",
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
    needed = LIKENESSES if order.by == "alike" else (order.by,) if order.by in LIKENESSES else ()
    if not needed or example(condition, needed):
        return
    place = max(text.casefold().rfind("order"), 0)
    examples = " or ".join(f"{key}:NUMBER" for key in needed)
    said = f"An order by {order.by} needs {examples} in the question"
    raise BadQuery(f"{said}, outside of parentheses", place, len(text) - place, text[:place].rstrip())


def example(condition: Condition | None, of: Sequence[str] = LIKENESSES) -> Filter | None:
    """What a question says that its files are like, by one of these keys; the first of several."""
    asked = (part for part in conjuncts(condition) if isinstance(part, Filter))
    return next((part for part in asked if part.key in of and part.sign in {":", "="}), None)
