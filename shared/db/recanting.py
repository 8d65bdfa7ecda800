"""Takes back what people said of faces and persons, wholly or not at all."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg2.extras import Json

from shared.db.connection import Connection, run, value
from shared.db.headcount import recount
from shared.db.sayings import Row, follow, named, person, retract
from shared.errors import Conflict

_SINCE = "something else was said of this since, so nothing was undone"
_SAME = ("name", "kind", "hidden", "into_id")  # columns that must be as the deed left them


def undo(conn: Connection, before: Mapping[str, Any]) -> None:
    """Take back a deed of `sayings`.  Raises `Conflict` where something else was said since."""
    for change in before["persons"]:
        now = person(conn, change["was"]["id"])
        if now is None or any(now[name] != change["now"][name] for name in _SAME):
            raise Conflict(_SINCE)
    gone = retract(conn, before["added"])
    back = list(value(conn, _GIVE_BACK, moved=Json(before["moved"])))
    if (len(gone), len(back)) != (len(before["added"]), len(before["moved"])):
        raise Conflict(_SINCE)
    said = list(value(conn, _SAY_AGAIN, removed=Json(before["removed"])))
    for change in before["persons"]:
        run(conn, _RESTORE, was=Json(change["was"]))
    run(conn, _GUESS_AGAIN, guesses=Json(before["guesses"]))
    run(conn, _FORGET, new=before["new"])
    touched: list[Row] = [*gone, *back, *said, *before["guesses"]]
    people = [change["was"]["id"] for change in before["persons"]]
    follow(conn, {row["media_id"] for row in touched} | set(files_of(conn, people)))
    recount(conn, [*people, *named([*gone, *before["removed"], *before["guesses"]])])


def files_of(conn: Connection, people: Sequence[int]) -> list[int]:
    """The files in which these people are."""
    sql = """
        SELECT coalesce(array_agg(DISTINCT media_id), '{}') FROM media_person WHERE person_id = ANY (%(ids)s)
        """
    return list(value(conn, sql, ids=list(people)))


_RESTORE = """
    UPDATE person SET name = was.name, kind = was.kind, hidden = was.hidden, decided = was.decided,
           into_id = was.into_id, cover_id = was.cover_id
      FROM jsonb_populate_record(NULL::person, %(was)s) AS was WHERE person.id = was.id
    """
_GIVE_BACK = """
    WITH back AS (
        UPDATE person_decision SET person_id = item.was
          FROM jsonb_to_recordset(%(moved)s) AS item (id bigint, was bigint, now bigint)
         WHERE person_decision.id = item.id AND person_decision.person_id = item.now
        RETURNING person_decision.id, person_decision.media_id
    )
    SELECT coalesce(jsonb_agg(to_jsonb(back)), '[]') FROM back
    """
_SAY_AGAIN = """
    WITH again AS (
        INSERT INTO person_decision
            (id, media_id, box_left, box_top, box_width, box_height, start_second, verdict, person_id, whole,
             drawn, by_name, at)
        OVERRIDING SYSTEM VALUE
        SELECT item.id, item.media_id, item.box_left, item.box_top, item.box_width, item.box_height,
               item.start_second, item.verdict, item.person_id, item.whole, item.drawn, item.by_name, item.at
          FROM jsonb_populate_recordset(NULL::person_decision, %(removed)s) AS item
          JOIN media ON media.id = item.media_id
        RETURNING id, media_id
    )
    SELECT coalesce(jsonb_agg(to_jsonb(again)), '[]') FROM again
    """
_GUESS_AGAIN = """
    WITH guessed AS (
        INSERT INTO belonging (finding_id, media_id, person_id, state, distance)
        SELECT item.finding_id, item.media_id, item.person_id, item.state, item.distance
          FROM jsonb_populate_recordset(NULL::belonging, %(guesses)s) AS item
          JOIN finding ON finding.id = item.finding_id
          LEFT JOIN person ON person.id = item.person_id
         WHERE item.person_id IS NULL OR person.id IS NOT NULL
        ON CONFLICT (finding_id) DO UPDATE
           SET person_id = EXCLUDED.person_id, state = EXCLUDED.state, distance = EXCLUDED.distance
        RETURNING finding_id
    )
    DELETE FROM face_due WHERE finding_id IN (SELECT finding_id FROM guessed)
    """
_FORGET = """
    DELETE FROM person WHERE id = ANY (%(new)s)
       AND NOT EXISTS (SELECT FROM person_decision WHERE person_id = person.id)
    """
