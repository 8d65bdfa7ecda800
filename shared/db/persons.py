"""People and pets: who they are, and what somebody says of them or of faces.

Everything that is said returns how many files it touches and the number of the deed that takes it back.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shared.db import kinds
from shared.db.connection import Connection, one, rows, value
from shared.db.recanting import files_of
from shared.db.sayings import Act
from shared.errors import Conflict, NotFound
from shared.text import clean

LONGEST = 100  # characters of a name

Kind = Literal["person", "pet"]
Outcome = tuple[int, int]


@dataclass(frozen=True)
class Person:
    """Somebody, or a group of faces that nobody named: `name` is empty then.  `files` outside the trash."""

    id: int
    name: str
    kind: Kind
    hidden: bool
    files: int


@dataclass(frozen=True)
class _Id:
    id: int


def tidy(name: str) -> str:
    """The name as it is stored: one line without blanks around it; empty where nothing can be seen of it."""
    return " ".join(unicodedata.normalize("NFC", clean(name)).split())[:LONGEST].strip()


def get(conn: Connection, person_id: int) -> Person:
    """One person, or the one that it was found to be.  Raises `NotFound`."""
    found = one(
        conn,
        Person,
        """
        SELECT id, name, kind, hidden, files FROM person
         WHERE id = (SELECT coalesce(into_id, id) FROM person WHERE id = %(id)s)
        """,
        id=person_id,
    )
    if found is None:
        raise NotFound(f"nobody has the id {person_id}")
    return found


def named(conn: Connection, name: str) -> list[int]:
    """Who is called so, without regard to case."""
    sql = """
        SELECT id FROM person
         WHERE name <> '' AND into_id IS NULL AND lower(name) COLLATE "C" = lower(%(name)s) COLLATE "C"
         ORDER BY id
        """
    return [row.id for row in rows(conn, _Id, sql, name=tidy(name))]


def called(conn: Connection, name: str, by: str, *, kind: Kind = "person") -> tuple[int, Act]:
    """The first who is called so, else a new one; and the deed that goes on with it."""
    act = Act(conn, by)
    name = _seen(name)
    known = [known for known in named(conn, name) if get(conn, known).kind == kind]
    return (known[0] if known else act.create(name, kind)), act


def name(conn: Connection, person_id: int, name: str, by: str, *, kind: Kind | None = None) -> Outcome:
    """Name or rename somebody; the faces of a group that nobody had named are said to be of that name."""
    person, act = get(conn, person_id), Act(conn, by)
    act.change(person.id, name=_seen(name), kind=kind or person.kind)
    _anchor(act, person.id)
    act.touch(files_of(conn, [person.id]))
    return act.done()


def unite(conn: Connection, others: Sequence[int], into: int, by: str) -> Outcome:
    """Say that these are the same, never a person and a pet; all that was said of them holds of `into`."""
    act, kept = Act(conn, by), get(conn, into)
    if any(get(conn, other).kind != kept.kind for other in others):
        raise Conflict("a person and a pet are not the same")
    for other in sorted({get(conn, other).id for other in others} - {kept.id}):
        _anchor(act, other)
        act.move(other, kept.id)
        act.change(other, into_id=kept.id)
        for earlier in rows(conn, _Id, "SELECT id FROM person WHERE into_id = %(id)s", id=other):
            act.change(earlier.id, into_id=kept.id)
    act.change(kept.id)
    return act.done()


def hide(conn: Connection, people: Sequence[int], by: str, *, on: bool) -> Outcome:
    """Leave people out of lists and searches, or show them again."""
    act = Act(conn, by)
    for person_id in sorted({get(conn, known).id for known in people}):
        act.change(person_id, hidden=on)
        _anchor(act, person_id)
        act.touch(files_of(conn, [person_id]))
    return act.done()


def confirm(conn: Connection, faces: Sequence[int], person_id: int, by: str) -> Outcome:
    """Say that these faces are this person's."""
    return _said(conn, faces, person_id, by, verdict="is")


def assign(conn: Connection, faces: Sequence[int], name: str, by: str, *, kind: Kind = "person") -> Outcome:
    """Say that these faces are of the one with this name; somebody new where there is no such name yet.

    Without a name they become a group of their own, parted from the one that they were in.  Animals are pets.
    """
    kind = "pet" if kinds.animals(conn, faces) else kind
    if tidy(name):
        person_id, act = called(conn, name, by, kind=kind)
        act.change(person_id)
    else:
        act = Act(conn, by)
        person_id = act.create(kind=kind)
    for former in _people_of(conn, faces) - {person_id}:
        act.change(former)
        _anchor(act, former, but=faces)
        act.say(_of(conn, faces, former), "is-not", former)
    act.say(faces, "is", person_id)
    return act.done()


def reject(conn: Connection, faces: Sequence[int], person_id: int, by: str) -> Outcome:
    """Say that these faces are not this person's, now and after every analysis."""
    return _said(conn, faces, person_id, by, verdict="is-not")


def ignore(conn: Connection, faces: Sequence[int], by: str) -> Outcome:
    """Say that these faces are nobody's whom one wants to know, or no faces at all."""
    act = Act(conn, by)
    act.say(faces, "ignore", None)
    return act.done()


def cover(conn: Connection, person_id: int, face: int, by: str) -> Outcome:
    """Let a face stand for somebody, whose it is said to be by that."""
    act, person = Act(conn, by), get(conn, person_id)
    act.say([face], "is", person.id)
    said = value(
        conn,
        """
        SELECT max(id) FROM person_decision
         WHERE finding_id = %(face)s AND person_id = %(id)s AND verdict = 'is'
        """,
        face=face,
        id=person.id,
    )
    act.change(person.id, cover_id=said)
    return act.done()


def _said(conn: Connection, faces: Sequence[int], person_id: int, by: str, *, verdict: str) -> Outcome:
    act, person = Act(conn, by), get(conn, person_id)
    act.change(person.id)
    act.say(faces, verdict, person.id)
    return act.done()


def _seen(name: str) -> str:
    tidied = tidy(name)
    if not tidied:
        raise Conflict("a name has at least one letter")
    return tidied


def _anchor(act: Act, person_id: int, but: Sequence[int] = ()) -> None:
    """Hold fast who is in a group of faces that was guessed, before something is said of all of it."""
    sql = """
        SELECT coalesce(array_agg(finding_id), '{}') FROM belonging
         WHERE person_id = %(id)s AND state = 'guess' AND finding_id <> ALL (%(but)s)
           AND NOT EXISTS (SELECT FROM person_decision WHERE person_id = %(id)s AND verdict = 'is')
        """
    act.say(value(act.conn, sql, id=person_id, but=list(but)), "is", person_id, whole=True)


def _people_of(conn: Connection, faces: Sequence[int]) -> set[int]:
    sql = """
        SELECT DISTINCT person_id AS id FROM belonging
         WHERE finding_id = ANY (%(ids)s) AND person_id IS NOT NULL
        """
    return {row.id for row in rows(conn, _Id, sql, ids=list(faces))}


def _of(conn: Connection, faces: Sequence[int], person_id: int) -> list[int]:
    sql = "SELECT finding_id AS id FROM belonging WHERE finding_id = ANY (%(ids)s) AND person_id = %(person)s"
    return [row.id for row in rows(conn, _Id, sql, ids=list(faces), person=person_id)]
