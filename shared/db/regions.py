"""Parts of files of which somebody says who is there, whether or not a face is found in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.connection import Connection, rows, value
from shared.db.persons import Kind, Outcome, called
from shared.db.sayings import Act
from shared.domain import Box


@dataclass(frozen=True)
class Place:
    """A part of a file, at a second of a recording."""

    media_id: int
    box: Box
    second: float | None = None


@dataclass(frozen=True)
class Region:
    """A part of a file and who is there; `second` in a recording, fractions of the upright picture."""

    id: int
    person_id: int
    name: str
    kind: Kind
    left: float
    top: float
    width: float
    height: float
    second: float | None


def name_region(
    conn: Connection, place: Place, name: str, by: str, *, kind: Kind = "person", drawn: bool = False
) -> tuple[int, int]:
    """Say who is in a part of a file, once however often it is said; the region, and the deed."""
    person_id, act = called(conn, name, by, kind=kind)
    act.change(person_id)
    given = {"media_id": place.media_id, "second": place.second} | vars(place.box)
    known = value(conn, _SAME_PLACE, **given, person_id=person_id)
    region = int(known) if known else act.draw(given, person_id, drawn=drawn)
    return region, act.done()[1]


def regions(conn: Connection, media_id: int) -> list[Region]:
    """The parts of a file of which it holds that somebody with a name is there, since a person said so."""
    return rows(
        conn,
        Region,
        """
        SELECT said.id, person.id AS person_id, person.name, person.kind, box_left AS left, box_top AS top,
               box_width AS width, box_height AS height, start_second AS second
          FROM person_decision AS said JOIN person ON person.id = said.person_id
         WHERE media_id = %(id)s AND person.name <> '' AND stands(said)
         ORDER BY said.start_second NULLS FIRST, said.box_left, said.id
        """,
        id=media_id,
    )


def forget_regions(conn: Connection, decisions: Sequence[int], by: str) -> Outcome:
    """Take back what was said of parts of files, by their numbers."""
    act = Act(conn, by)
    act.retract(decisions)
    return act.done()


_SAME_PLACE = """
    SELECT id FROM person_decision
     WHERE media_id = %(media_id)s AND person_id = %(person_id)s AND verdict = 'is'
       AND start_second IS NOT DISTINCT FROM %(second)s
       AND overlap(box_at(box_left, box_top, box_width, box_height),
                   box_at(%(left)s, %(top)s, %(width)s, %(height)s)) > 0.9
     ORDER BY id LIMIT 1
    """
