"""What a copy of the library in a browser holds of each file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.db.connection import Connection, rows
from shared.db.previews import VERSION
from shared.db.search import Selection, Within, clauses
from shared.db.stamps import MARK
from shared.domain import MediaKind

LONGEST = 2000  # characters of a file's words


@dataclass(frozen=True)
class Kept:
    """What a copy holds of one file; `words` are those that a search finds it by."""

    id: int
    mark: int
    name: str
    kind: MediaKind
    at: datetime
    width: int | None
    height: int | None
    colour: str | None
    duration: float | None
    version: str
    favourite: bool
    rating: int | None
    words: str


def of(conn: Connection, within: Within | None, ids: Sequence[int]) -> list[Kept]:
    """Those of these files that an account may see."""
    return _kept(conn, within, "media.id = ANY (%(listed)s)", listed=list(ids))


def between(conn: Connection, within: Within | None, first: int, behind: int) -> list[Kept]:
    """The files from one id to another, that one not among them."""
    asked = "media.id >= %(first_id)s AND media.id < %(behind_id)s"
    return _kept(conn, within, asked, first_id=first, behind_id=behind)


def _kept(conn: Connection, within: Within | None, asked: str, **parameters: Any) -> list[Kept]:
    found = clauses(conn, Selection(within=within))
    sql = f"""
        SELECT media.id, {MARK} AS mark, media.name, media.kind, media.taken_at AS at, media.width,
               media.height, media.colour, media.duration, media.favourite, media.rating,
               {VERSION},
               coalesce((SELECT left(array_to_string(tsvector_to_array(document), ' '), {LONGEST})
                           FROM media_text WHERE media_text.media_id = media.id), '') AS words
          FROM {found.source} JOIN stamp ON stamp.media_id = media.id
         WHERE {found.where} AND {asked} ORDER BY media.id DESC
        """
    return rows(conn, Kept, sql, **found.parameters, **parameters)
