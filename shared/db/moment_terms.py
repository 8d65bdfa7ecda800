"""What of a search can be met at a second of a recording: things, people, printed and spoken words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from shared import lexicon
from shared.db import query_people, texts, vocabulary
from shared.db.connection import Connection
from shared.joining import Either, Every, Fact, One, Scene, things
from shared.query import keys
from shared.query.tree import (
    AllOf,
    And,
    AnyOf,
    Condition,
    Count,
    Filter,
    Not,
    Or,
    Sign,
    Words,
    conjoined,
    conjuncts,
    disjoined,
)

_KEYS = {"said", "text", "object", "look", "person"}  # that stand at a second
_LEAST = {">=": 0, "=": 0, ">": 1}


@dataclass(frozen=True)
class Term:
    """One thing that is wanted at a second; any of what it names will do.

    `labels` and `looks` are seen, of a label `least` at once; `people` are in the picture; `query`, a
    tsquery, is read in a box, heard without one, or either of them: `read` tells which, None is both.
    """

    labels: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    least: int = 1
    people: tuple[int, ...] = ()
    query: str | None = None
    read: bool | None = None


@dataclass
class Sought:
    """What a search asks of a second, and by the same places what it asks of the whole file.

    With `near` what a part is not is asked of the seconds around the others, else of the whole file.
    """

    conn: Connection
    near: bool = False
    terms: list[Term] = field(default_factory=list)
    facts: list[Condition] = field(default_factory=list)

    def top(self, condition: Condition | None, beside: Iterable[Scene] = ()) -> Scene | None:
        """The scene of a condition that holds of the file, and of what is beside it; None without a thing."""
        parts = conjuncts(condition)
        asked = [*beside, *(self.scene(part) for part in parts if timed(part))]
        return _every(asked, self._apart(parts)) if any(map(things, asked)) else None

    def scene(self, part: Condition) -> Scene:
        """What is to be met, or to be so, of a part."""
        if not timed(part):
            return self.fact(part)
        if isinstance(part, Or):
            return Either(tuple(map(self.scene, part.parts)))
        if isinstance(part, And):
            asked = [self.scene(one) for one in part.parts if not (self.near and avoided(one))]
            return _every(asked, self._apart(part.parts))
        return _every([self.term(term) for term in of(self.conn, part)])

    def fact(self, part: Condition) -> Scene:
        """What is to be so of the whole file."""
        self.facts.append(part)
        return Fact(len(self.facts) - 1)

    def term(self, term: Term) -> Scene:
        """A thing that is to be met."""
        if term not in self.terms:
            self.terms.append(term)
        return One(self.terms.index(term))

    def _apart(self, parts: Iterable[Condition]) -> tuple[Scene, ...]:
        return tuple(self.scene(one) for part in parts if (one := avoided(part))) if self.near else ()


def timed(part: Condition) -> bool:
    """Whether some of it can be met at a second."""
    if isinstance(part, And | Or):
        return any(map(timed, part.parts))
    if isinstance(part, Filter):
        return part.key in _KEYS and part.sign in {":", "=", "~"}
    if isinstance(part, Count):
        return part.n + _LEAST.get(part.sign, -part.n) > 0 and part.what not in {*keys.COUNTED} - {"faces"}
    return (isinstance(part, AnyOf | AllOf) and part.key in _KEYS) or (
        isinstance(part, Words) and bool(part.words)
    )


def avoided(part: Condition) -> Condition | None:
    """What must not be met near what stands beside it, by `not` or `!=`; None for no such part."""
    if isinstance(part, Filter) and part.sign == "!=":
        part = Not(replace(part, sign="="))
    return part.part if isinstance(part, Not) and timed(part.part) else None


def whole(part: Condition) -> Condition | None:
    """What of a part has to be so of a file that has moments at which it is met; None for nothing."""
    if isinstance(part, And):
        return conjoined(so for one in part.parts if (so := whole(one)))
    if isinstance(part, Or):
        held = [whole(one) for one in part.parts]
        return disjoined(one for one in held if one) if all(held) else None
    return None if avoided(part) else part


def _every(parts: list[Scene], apart: tuple[Scene, ...] = ()) -> Scene:
    return parts[0] if len(parts) == 1 and not apart else Every(tuple(parts), apart)


def of(conn: Connection, part: Condition) -> Iterator[Term]:
    """What of a part can be met at a second."""
    if isinstance(part, Words):
        yield _worded(conn, part)
    elif isinstance(part, Filter):
        yield from _keyed(conn, part.key, (part.value,), part.sign)
    elif isinstance(part, AnyOf):
        yield from _keyed(conn, part.key, part.values)
    elif isinstance(part, AllOf):
        for value in part.values:
            yield from _keyed(conn, part.key, (value,))
    elif isinstance(part, Count):
        named = ["face"] if part.what == "faces" else vocabulary.marks(conn, "object", "=", part.what)
        looks = [] if named else vocabulary.marks(conn, "look", "=", part.what)
        labels = named or ([] if looks else [part.what])
        yield Term(labels=tuple(labels), looks=tuple(looks), least=part.n + _LEAST[part.sign])


def _keyed(conn: Connection, key: str, values: tuple[str, ...], sign: Sign = ":") -> Iterator[Term]:
    if key in {"said", "text"}:
        queries = [query for value in values if (query := texts.phrase(value))]
        yield Term(query=" | ".join(queries) or None, read=key == "text")
    elif key == "object":
        found = [label for value in values for label in vocabulary.marks(conn, "object", sign, value)]
        yield Term(labels=tuple(found or (name for value in values for name in lexicon.narrower(value))))
    elif key == "look":
        yield Term(looks=tuple(look for value in values for look in vocabulary.marks(conn, key, sign, value)))
    elif key == "person":
        yield Term(
            people=tuple(number for value in values for number in query_people.named(conn, sign, value))
        )


def _worded(conn: Connection, part: Words) -> Term:
    """Words are seen where they are a label or cover one, a look, in a name of somebody, read or heard."""
    wanted = " ".join(part.words)
    labels = [*vocabulary.marks(conn, "object", "=", wanted), *lexicon.narrower(wanted)]
    return Term(
        labels=tuple(dict.fromkeys(labels)),
        looks=tuple(vocabulary.marks(conn, "look", "=", wanted)),
        people=tuple(query_people.named(conn, ":", wanted)),
        query=texts.phrase(part.text, begins=part.begins),
    )
