"""Who is to be seen, as the query language asks for it."""

from dataclasses import dataclass

from shared.db.asking import NEVER, Asking
from shared.db.confines import escaped
from shared.db.connection import Connection, rows
from shared.query.tree import Only, Sign


@dataclass(frozen=True)
class _Id:
    id: int


def person(asking: Asking, sign: Sign, text: str) -> str:
    """That somebody of this name is there."""
    ids = named(asking.conn, sign, text)
    where = f"media_person.person_id = ANY ({asking.bind(ids)}::bigint[])"
    return asking.gathered("media_person", where) if ids else NEVER


def only(asking: Asking, asked: Only) -> str:
    """That these people are there, and nobody else, known or not; an animal without a name is nobody."""
    everyone: list[int] = []
    parts = []
    for name in asked.names:
        everyone += named(asking.conn, ":", name)
        parts.append(person(asking, ":", name))
    known = asking.bind(everyone)
    parts.append(
        "NOT EXISTS (SELECT FROM media_person WHERE media_person.media_id = media.id"
        f" AND media_person.person_id <> ALL ({known}::bigint[])"
        " AND EXISTS (SELECT FROM person WHERE person.id = media_person.person_id"
        " AND (person.kind = 'person' OR person.name <> '')))"
    )
    parts.append(
        "NOT EXISTS (SELECT FROM belonging WHERE belonging.media_id = media.id AND belonging.state = 'loose')"
    )
    return f"({' AND '.join(parts)})"


def named(conn: Connection, sign: Sign, text: str) -> list[int]:
    """The people who are called so; by `:` those of whose name it is a word, where no one's is just this."""
    name = escaped(" ".join(text.split()))
    for pattern in _patterns(sign, name):
        sql = """
            SELECT id FROM person
             WHERE name <> '' AND into_id IS NULL AND NOT hidden AND lower(name) LIKE ANY (
                   SELECT lower(pattern) FROM unnest(%(patterns)s::text[]) AS pattern)
             ORDER BY id
            """
        found = rows(conn, _Id, sql, patterns=pattern)
        if found:
            return [row.id for row in found]
    return []


def _patterns(sign: Sign, name: str) -> list[list[str]]:
    if sign == "~":
        return [[f"%{name}%"]]
    exact = [name.replace("*", "%") if sign == ":" else name]
    return [exact] if sign == "=" else [exact, [f"{name} %", f"% {name}", f"% {name} %"]]
