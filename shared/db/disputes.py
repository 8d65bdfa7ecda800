"""Where XMP says other than people here do: listed, and answered one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.db import comments, crowd, deeds, marks, persons, tags, verdicts, xmp_readings
from shared.db.connection import Connection, rows, run, value
from shared.db.search import Within
from shared.db.weighing import weigh
from shared.db.xmp_readings import Conflict
from shared.errors import NotFound

KIND = "xmp"  # of these deeds in the journal


@dataclass(frozen=True)
class Disputed:
    """A file whose XMP says other than people here; `origin` is the path of a sidecar, or empty."""

    media_id: int
    name: str
    origin: str
    conflicts: list[dict[str, Any]]


def disputed(conn: Connection, within: Within | None = None, limit: int = 1000) -> list[Disputed]:
    """The files whose XMP says other than people here, the latest reading first."""
    part = crowd.held(conn, within)
    sql = f"""
        SELECT media_id, media.name, origin, conflicts
          FROM xmp_reading JOIN media ON media.id = media_id
         WHERE conflicts <> '[]' AND trashed_at IS NULL {part.on("media_id")}
         ORDER BY read_at DESC, media_id, origin LIMIT %(limit)s
        """
    return rows(conn, Disputed, sql, **part.parameters, limit=limit)


def count(conn: Connection, within: Within | None = None) -> int:
    """How many such conflicts there are."""
    part = crowd.held(conn, within)
    sql = f"""
        SELECT coalesce(sum(jsonb_array_length(conflicts)), 0)
          FROM xmp_reading JOIN media ON media.id = media_id
         WHERE conflicts <> '[]' AND trashed_at IS NULL {part.on("media_id")}
        """
    return int(value(conn, sql, **part.parameters))


def keep(conn: Connection, media_id: int, key: str, by: str) -> int:
    """Let what is said here hold against XMP, as long as that says just this; return the deed."""
    _find(conn, media_id, key)
    sql = """
        INSERT INTO xmp_kept (media_id, key, by_name) VALUES (%(id)s, %(key)s, %(by)s) ON CONFLICT DO NOTHING
        """
    run(conn, sql, id=media_id, key=key, by=by)
    return _answered(conn, by, {"media_id": media_id, "key": key, "deeds": []})


def take(conn: Connection, media_id: int, key: str, by: str) -> int:
    """Let what XMP says hold, in the place of what was said here; return the deed."""
    conflict = _find(conn, media_id, key)
    done: list[int | None]
    if conflict.what == "name":
        done = _take_name(conn, media_id, conflict, by)
    elif conflict.what == "rating":
        done = [marks.rate(conn, [media_id], by, int(conflict.name))[1]]
    elif conflict.what == "tag":
        done = [tags.change(conn, [media_id], by, add=[conflict.name])[1]]
    else:
        done = [comments.add(conn, [media_id], by, conflict.name)[1]]
    parts = [deed for deed in reversed(done) if deed is not None]
    return _answered(conn, by, {"media_id": media_id, "key": None, "deeds": parts})


def undo(conn: Connection, before: Mapping[str, Any]) -> None:
    """Let an answer be open again; its `deeds` are undone by themselves, before this."""
    sql = "DELETE FROM xmp_kept WHERE media_id = %(id)s AND key = %(key)s"
    run(conn, sql, id=before["media_id"], key=before["key"])
    weigh(conn, before["media_id"])


def _answered(conn: Connection, by: str, before: dict[str, Any]) -> int:
    weigh(conn, before["media_id"])
    return deeds.record(conn, KIND, by, before)


def _find(conn: Connection, media_id: int, key: str) -> Conflict:
    """The conflict as it is now, the file's row held.  Raises `NotFound` where there is none any more."""
    value(conn, "SELECT id FROM media WHERE id = %(id)s FOR NO KEY UPDATE", id=media_id)
    weigh(conn, media_id)
    sql = """
        SELECT item FROM xmp_reading CROSS JOIN LATERAL jsonb_array_elements(conflicts) AS item
         WHERE media_id = %(id)s AND item ->> 'key' = %(key)s LIMIT 1
        """
    found = value(conn, sql, id=media_id, key=key)
    if found is None:
        raise NotFound("this was answered meanwhile, or both agree now")
    return Conflict(**{name: given for name, given in found.items() if name != "key"})


def _take_name(conn: Connection, media_id: int, conflict: Conflict, by: str) -> list[int | None]:
    """Take away what people said against the name, a rejection of the face too, and say it."""
    against = xmp_readings.speaking_against(conn, media_id, conflict)
    done: list[int | None] = [verdicts.withdraw(conn, media_id, -id_, by) for id_ in against if id_ < 0]
    person_id, act = persons.called(conn, conflict.name, by, kind=conflict.kind)
    act.change(person_id)
    act.retract([id_ for id_ in against if id_ > 0])
    place = vars(conflict.box) | {"media_id": media_id, "second": None}
    act.draw(place, person_id, drawn=False)
    return [*done, act.done()[1]]
