"""Albums: made, changed, deleted and brought back.  What lies in them is in `album_files`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg2.extras import Json

from shared.db import smart
from shared.db.connection import Connection, columns, one, rows, run, value
from shared.db.selection import Selection
from shared.errors import Conflict, NotFound

Sort = Literal["newest", "oldest", "added", "hand", "search"]  # the last is that of a smart album's search

CHANGEABLE = ("name", "description", "sort", "cover_id")


@dataclass(frozen=True)
class Album:
    """An album; a smart one has a `query`, the URL parameters of its search, and no files of its own.

    Its files come in the order of its search until somebody chooses another one.
    """

    id: int
    name: str
    description: str
    query: str | None
    sort: Sort
    cover_id: int | None
    made_by: str
    made_at: datetime
    changed_at: datetime


def create(conn: Connection, name: str, by: str, description: str = "") -> Album:
    """Make an empty album."""
    made = one(
        conn,
        Album,
        f"""
        INSERT INTO album (name, description, made_by) VALUES (%(name)s, %(description)s, %(by)s)
        RETURNING {columns(Album)}
        """,
        name=name,
        description=description,
        by=by,
    )
    assert made
    return made


def search(conn: Connection, album_id: int, query: str, selection: Selection) -> Album:
    """Let an album be a smart one, filled by the search `query`, which asks for `selection`.

    Raises `Conflict` where the search names another smart album.
    """
    if smart.depends(conn, selection):
        raise Conflict("a smart album cannot be filled by another smart album")
    run(
        conn,
        """
        UPDATE album SET query = %(query)s, selection = %(selection)s, changed_at = now(),
                         sort = CASE WHEN query IS NULL THEN 'search' ELSE sort END
         WHERE id = %(id)s
        """,
        id=album_id,
        query=query,
        selection=Json(smart.plain(selection)),
    )
    return album(conn, album_id)


def album(conn: Connection, album_id: int) -> Album:
    """One album that was not deleted; raises `NotFound`."""
    found = one(
        conn,
        Album,
        f"SELECT {columns(Album)} FROM album WHERE id = %(id)s AND removed_at IS NULL",
        id=album_id,
    )
    if found is None:
        raise NotFound(f"no album has the id {album_id}")
    return found


def everything(conn: Connection, limit: int = 1000) -> list[Album]:
    """The albums, the one that was changed last first."""
    return rows(
        conn,
        Album,
        f"""
        SELECT {columns(Album)} FROM album WHERE removed_at IS NULL
         ORDER BY changed_at DESC, id DESC LIMIT %(limit)s
        """,
        limit=limit,
    )


def change(conn: Connection, album_id: int, **changes: Any) -> Album:
    """Set some of the columns in `CHANGEABLE`; raises `NotFound`."""
    assert set(changes) <= set(CHANGEABLE)
    assigned = "".join(f"{name} = %({name})s, " for name in changes)
    run(
        conn,
        f"UPDATE album SET {assigned}changed_at = now() WHERE id = %(id)s AND removed_at IS NULL",
        id=album_id,
        **changes,
    )
    return album(conn, album_id)


def remove(conn: Connection, album_id: int) -> None:
    """Delete an album, never its files; for a month `restore` brings it back.  Raises `NotFound`."""
    run(conn, "DELETE FROM album WHERE removed_at < now() - interval '30 days'")
    if not run(
        conn, "UPDATE album SET removed_at = now() WHERE id = %(id)s AND removed_at IS NULL", id=album_id
    ):
        raise NotFound(f"no album has the id {album_id}")


def restore(conn: Connection, album_id: int) -> Album:
    """Bring a deleted album back with everything in it; raises `NotFound` where it is gone for good."""
    run(conn, "UPDATE album SET removed_at = NULL WHERE id = %(id)s", id=album_id)
    return album(conn, album_id)


def names_of(conn: Connection, media_id: int) -> list[Album]:
    """The albums that a file was put into, by name."""
    return rows(
        conn,
        Album,
        f"""
        SELECT {columns(Album, "album")} FROM album_media JOIN album ON album.id = album_id
         WHERE media_id = %(id)s AND removed_at IS NULL ORDER BY name, album.id
        """,
        id=media_id,
    )


def count(conn: Connection) -> int:
    """How many albums there are."""
    return int(value(conn, "SELECT count(*) FROM album WHERE removed_at IS NULL"))
