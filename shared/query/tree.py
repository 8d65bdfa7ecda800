"""What a question means, as a tree; `parser` makes it of text and `printer` makes text of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from shared.text import words

Sign = Literal[":", "=", "!=", "<", "<=", ">", ">=", "~"]


@dataclass(frozen=True)
class Words:
    """Words that stand in a row in what is known of a file; with `begins` the last may go on."""

    text: str
    begins: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The words as the index holds them; no file has those of an empty text."""
        return tuple(words(self.text))


@dataclass(frozen=True)
class Filter:
    """What a key of `keys` is compared with."""

    key: str
    sign: Sign
    value: str


@dataclass(frozen=True)
class AnyOf:
    """One of these values."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class AllOf:
    """Every one of these values."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """From `low` to `high`, both included; an empty one is no limit."""

    key: str
    low: str
    high: str


@dataclass(frozen=True)
class Count:
    """How many of something a file has: `tags`, `faces`, or what an object is called."""

    what: str
    sign: Sign
    n: int


@dataclass(frozen=True)
class Exists:
    """That a key has a value at all."""

    key: str


@dataclass(frozen=True)
class Near:
    """At most so far from a place, which is a name or `latitude,longitude`; `at` is where it was found."""

    place: str
    kilometres: float
    at: tuple[float, float] | None = None


@dataclass(frozen=True)
class Only:
    """These people, and no one else."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Not:
    """What `part` is not."""

    part: "Condition"


@dataclass(frozen=True)
class Together:
    """`part` at moments of a recording: each thing at most so many seconds away from every other."""

    part: "Condition"
    seconds: float


@dataclass(frozen=True)
class And:
    """All of the parts, at least two, none of which is an `And`."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Or:
    """One of the parts, at least two, none of which is an `Or`."""

    parts: tuple["Condition", ...]


Leaf: TypeAlias = Words | Filter | AnyOf | AllOf | Between | Count | Exists | Near | Only
Condition: TypeAlias = Leaf | Not | Together | And | Or
NOTHING = Words("")  # what no file is


@dataclass(frozen=True)
class Order:
    """What the files are ordered by: a name of `keys.ORDERS`, or `count(…)`."""

    by: str
    descending: bool


@dataclass(frozen=True)
class Query:
    """A whole question; without a condition it asks for everything, without a limit for all of it."""

    condition: Condition | None = None
    order: Order | None = None
    limit: int | None = None


def conjoined(parts: Iterable[Condition]) -> Condition | None:
    """All of these; None for no part."""
    flat = [inner for part in parts for inner in conjuncts(part)]
    return And(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None


def disjoined(parts: Iterable[Condition]) -> Condition | None:
    """One of these; None for no part."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))]
    return Or(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None


def negated(part: Condition) -> Condition:
    """What is not `part`."""
    return part.part if isinstance(part, Not) else Not(part)


def conjuncts(condition: Condition | None) -> tuple[Condition, ...]:
    """The parts that must all hold."""
    if condition is None:
        return ()
    return condition.parts if isinstance(condition, And) else (condition,)


def leaves(condition: Condition | None, *, negative: bool = True) -> Iterator[Leaf]:
    """Everything that is asked for, in order; without `negative` only what may not be missing."""
    if isinstance(condition, And | Or):
        for part in condition.parts:
            yield from leaves(part, negative=negative)
    elif isinstance(condition, Together):
        yield from leaves(condition.part, negative=negative)
    elif isinstance(condition, Not):
        if negative:
            yield from leaves(condition.part)
    elif condition is not None:
        yield condition


def packed(condition: Condition | None) -> Any:
    """The condition as values that JSON knows."""
    if condition is None:
        return None
    kept: dict[str, Any] = {"is": type(condition).__name__}
    for name, value in vars(condition).items():
        if isinstance(condition, And | Or) and name == "parts":
            kept[name] = [packed(part) for part in condition.parts]
        elif isinstance(condition, Not | Together) and name == "part":
            kept[name] = packed(condition.part)
        else:
            kept[name] = list(value) if isinstance(value, tuple) else value
    return kept


def unpacked(kept: Any) -> Condition | None:
    """What `packed` made."""
    if kept is None:
        return None
    given = {name: value for name, value in kept.items() if name != "is"}
    if kept["is"] in {"And", "Or"}:
        given["parts"] = tuple(unpacked(part) for part in given["parts"])
    elif kept["is"] in {"Not", "Together"}:
        given["part"] = unpacked(given["part"])
    made: Condition = _KINDS[kept["is"]](
        **{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    )
    return made


_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (Words, Filter, AnyOf, AllOf, Between, Count, Exists, Near, Only, Not, Together, And, Or)
}
