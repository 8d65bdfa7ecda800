"""What people say of one file, and what the file itself says where they say otherwise."""

from dataclasses import dataclass
from datetime import datetime

from shared.db import comments, readings
from shared.db.comments import Comment
from shared.db.connection import Connection, columns, one, rows
from shared.db.readings import Reading
from shared.errors import NotFound


@dataclass(frozen=True)
class Tag:
    """A word that `by_name` filed the picture under."""

    name: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class Marks:
    """Who set the date and the place, and when, is None where the file's own word holds."""

    favourite: bool
    rating: int | None
    dated_by: str | None
    dated_at: datetime | None
    placed_by: str | None
    placed_at: datetime | None
    trashed_at: datetime | None


@dataclass(frozen=True)
class Remarks:
    """Everything that people decided of one file."""

    marks: Marks
    tags: tuple[Tag, ...]
    comments: tuple[Comment, ...]
    as_read: Reading | None


def of(conn: Connection, media_id: int) -> Remarks:
    """What people say of this file; raises `NotFound`."""
    sql = f"SELECT {columns(Marks)} FROM media WHERE id = %(id)s AND NOT doomed"
    found = one(conn, Marks, sql, id=media_id)
    if found is None:
        raise NotFound(f"no file has the id {media_id}")
    tags = f"SELECT {columns(Tag)} FROM media_tag WHERE media_id = %(id)s ORDER BY name"
    return Remarks(
        marks=found,
        tags=tuple(rows(conn, Tag, tags, id=media_id)),
        comments=comments.of(conn, media_id),
        as_read=readings.reading(conn, media_id),
    )
