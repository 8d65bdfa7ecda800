"""What of a search can be met at a second of a recording: things, people, printed and spoken words."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared import lexicon
from shared.db import persons, texts, vocabulary
from shared.db.connection import Connection
from shared.query.tree import AllOf, AnyOf, Condition, Filter, Words


@dataclass(frozen=True)
class Term:
    """One thing that is wanted at a second; any of what it names will do.

    `labels` are seen; `people` are in the picture; `query`, a tsquery, is read in a box, heard without one,
    or either of them: `read` tells which, None is both.
    """

    labels: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    query: str | None = None
    read: bool | None = None


def of(conn: Connection, part: Condition) -> Iterator[Term]:
    """What of a part of a question can be met at a second."""
    if isinstance(part, Words) and part.words:
        yield _worded(conn, part)
    elif isinstance(part, Filter) and part.sign in {":", "=", "~"}:
        yield from _keyed(conn, part.key, (part.value,))
    elif isinstance(part, AnyOf):
        yield from _keyed(conn, part.key, part.values)
    elif isinstance(part, AllOf):
        for value in part.values:
            yield from _keyed(conn, part.key, (value,))


def _keyed(conn: Connection, key: str, values: tuple[str, ...]) -> Iterator[Term]:
    if key in {"said", "text"}:
        queries = [query for value in values if (query := texts.phrase(value))]
        yield Term(query=" | ".join(queries) or None, read=key == "text")
    elif key == "object":
        found = [label for value in values for label in vocabulary.marks(conn, "object", ":", value)]
        yield Term(labels=tuple(found or (name for value in values for name in lexicon.narrower(value))))
    elif key == "person":
        yield Term(people=tuple(number for value in values for number in persons.named(conn, value)))


def _worded(conn: Connection, part: Words) -> Term:
    """Words are seen where they are a label or cover one, a name of somebody, read or heard."""
    wanted = " ".join(part.words)
    labels = [*vocabulary.marks(conn, "object", "=", wanted), *lexicon.narrower(wanted)]
    return Term(
        labels=tuple(dict.fromkeys(labels)),
        people=tuple(persons.named(conn, wanted)),
        query=texts.phrase(part.text, begins=part.begins),
    )
