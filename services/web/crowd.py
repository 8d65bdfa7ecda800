"""The API's people: who is in the library, and what one says of a whole person."""

from dataclasses import dataclass
from typing import Annotated, Literal

from flask import Blueprint, Response, request
from pydantic import BaseModel, Field

from services.web.acquaintance import check_faces, found, namesakes, suggested, whole
from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection, who, within
from services.web.marks import Changed
from services.web.operations import operation
from shared.db import crowd, persons, tray
from shared.db.crowd import Card, Portrait, Wish
from shared.db.persons import LONGEST, Kind, Person
from shared.errors import Conflict

bp = Blueprint("crowd", __name__, url_prefix="/api/persons")

Id = Annotated[int, Field(ge=1, lt=2**63)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=500)]
Name = Annotated[str, Field(max_length=LONGEST)]


class Listing(BaseModel):
    """Which people."""

    q: Annotated[str, Field(max_length=LONGEST)] = Field("", description="a part of the name")
    hidden: bool = Field(False, description="those that are hidden, instead of the others")
    named: bool | None = Field(None, description="only people with a name, or only groups without")
    kind: Kind | None = Field(None, description="only people, or only pets and animals that look alike")
    limit: int = Field(200, ge=1, le=500, description="people at most")
    skip: int = Field(0, ge=0, le=1_000_000, description="people to leave out from the beginning")


class Naming(BaseModel):
    """A name; `same` says what to do where somebody else is called so already."""

    name: Name
    kind: Kind | None = None
    same: Literal["ask", "unite", "apart"] = "ask"


class Uniting(BaseModel):
    """People that are all the same as `into`."""

    ids: Ids
    into: Id


class Hiding(BaseModel):
    """People to hide, or to show again."""

    ids: Ids
    on: bool = True


class Covering(BaseModel):
    """The face that stands for somebody."""

    face: Id


@dataclass(frozen=True)
class People:
    """People, those with a name first."""

    persons: tuple[Card, ...]


@dataclass(frozen=True)
class Faces:
    """Faces, in the order that was asked for."""

    faces: tuple[Portrait, ...]


@bp.get("")
@operation({200: People, 400: Problem}, query=Listing)
def list_people() -> Response:
    """Who is in the library, those with a name first, each in order of their files."""
    asked = Listing.model_validate({name: value for name, value in request.args.items() if value})
    wish = Wish(asked.hidden, asked.q, asked.named, asked.limit, asked.skip, asked.kind)
    with connection() as conn:
        return answer(People(tuple(crowd.people(conn, within(), wish))))


@bp.get("/<id:person_id>")
@operation({200: Person, 404: Problem})
def show_person(person_id: int) -> Response:
    """One person; the one that it was found to be, where that was said."""
    with connection() as conn:
        return answer(found(conn, person_id))


@bp.get("/<id:person_id>/faces")
@operation({200: Faces, 404: Problem})
def list_faces(person_id: int) -> Response:
    """The faces of somebody in the newest files."""
    with connection() as conn:
        person = found(conn, person_id)
        return answer(Faces(tuple(crowd.faces(conn, within(), person.id))))


@bp.get("/<id:person_id>/suggestions")
@operation({200: Faces, 404: Problem})
def list_suggestions(person_id: int) -> Response:
    """Faces of nobody, of a pet animals, that may be somebody's; never one that was said not to be.

    The most alike comes first.
    """
    with connection() as conn:
        person = found(conn, person_id)
        return answer(Faces(tuple(suggested(conn, person))))


@bp.get("/loose")
@operation({200: Faces})
def list_loose() -> Response:
    """Faces that belong to nobody, those that look alike beside each other."""
    with connection() as conn:
        return answer(Faces(tuple(tray.loose(conn, within()))))


@bp.post("/<id:person_id>/name")
@operation({200: Changed, 400: Problem, 403: Problem, 404: Problem, 409: Problem}, body=Naming)
def name_person(person_id: int) -> Response:
    """Name somebody; 409 where somebody else is called so and it is not said whether they are the same."""
    asked = read(Naming)
    with connection() as conn:
        person = whole(conn, person_id)
        others = namesakes(conn, person, asked.name, asked.kind)
        if others and asked.same == "ask":
            raise Conflict(f"somebody is called {asked.name!r} already: are they the same?")
        if others and asked.same == "unite":
            whole(conn, others[0])
            return answer(Changed(*persons.unite(conn, [person.id], others[0], who())))
        return answer(Changed(*persons.name(conn, person.id, asked.name, who(), kind=asked.kind)))


@bp.post("/<id:person_id>/cover")
@operation({200: Changed, 400: Problem, 404: Problem}, body=Covering)
def cover_person(person_id: int) -> Response:
    """Let a face stand for somebody, whose it is said to be by that."""
    asked = read(Covering)
    with connection() as conn:
        check_faces(conn, [asked.face])
        return answer(Changed(*persons.cover(conn, found(conn, person_id).id, asked.face, who())))


@bp.post("/unite")
@operation({200: Changed, 400: Problem, 403: Problem, 404: Problem}, body=Uniting)
def unite_people() -> Response:
    """Say that people are the same; all that was said of them is kept."""
    asked = read(Uniting)
    with connection() as conn:
        for person_id in [*asked.ids, asked.into]:
            whole(conn, person_id)
        return answer(Changed(*persons.unite(conn, asked.ids, asked.into, who())))


@bp.post("/hide")
@operation({200: Changed, 400: Problem, 403: Problem, 404: Problem}, body=Hiding)
def hide_people() -> Response:
    """Leave people out of lists and searches, or show them again."""
    asked = read(Hiding)
    with connection() as conn:
        for person_id in asked.ids:
            whole(conn, person_id)
        return answer(Changed(*persons.hide(conn, asked.ids, who(), on=asked.on)))
