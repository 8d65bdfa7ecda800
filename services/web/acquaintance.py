"""Whom the one who asks may see, and of whom they may say something."""

from dataclasses import replace

from flask import abort

from services.web.context import within
from services.web.reach import reachable
from shared.db import crowd, hints, persons, pets
from shared.db.connection import Connection
from shared.db.crowd import Portrait
from shared.db.persons import Kind, Person
from shared.errors import NotFound


def found(conn: Connection, person_id: int) -> Person:
    """A person whom the one who asks may see, with as many files as they may see.  Raises `NotFound`."""
    person, confined = persons.get(conn, person_id), within()
    if confined is None:
        return person
    if not crowd.visible(conn, confined, person.id):
        raise NotFound(f"nobody has the id {person_id}")
    return replace(person, files=crowd.count(conn, confined, person.id))


def whole(conn: Connection, person_id: int) -> Person:
    """A person of whom the one who asks sees every file, and may say something of all of them."""
    person = found(conn, person_id)
    if not crowd.whole(conn, within(), person.id):
        abort(403, "your account sees a part of this person's files, and may not change the whole")
    return person


def namesakes(conn: Connection, person: Person, name: str, kind: Kind | None) -> list[int]:
    """Who else is called so and is of the same kind, as far as the one who asks may see them."""
    return [
        other
        for other in persons.named(conn, name)
        if other != person.id
        and persons.get(conn, other).kind == (kind or person.kind)
        and crowd.visible(conn, within(), other)
    ]


def check_faces(conn: Connection, faces: list[int]) -> None:
    """Raise `NotFound` where one of these faces is in no file that the one who asks may see."""
    files = crowd.files(conn, faces)
    if set(files) != set(faces) or set(reachable(conn, sorted(set(files.values())))) != set(files.values()):
        raise NotFound("one of these faces is no longer there")


def suggested(conn: Connection, person: Person, limit: int = 60) -> list[Portrait]:
    """Faces of nobody, or animals, that may be somebody's, the most alike first."""
    find = pets.suggested if person.kind == "pet" else hints.suggested
    return find(conn, within(), person.id, limit)
