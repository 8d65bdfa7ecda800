"""Pictures whose descriptions in words are to be read, for they came in before all of these were."""

from dataclasses import dataclass
from typing import Any

from psycopg2.extras import Json

from shared.db.connection import Connection, rows, run


@dataclass(frozen=True)
class Due:
    """A picture, and what its descriptions are weighed against: what its camera and programs are called."""

    id: int
    path: str
    make: str | None
    model: str | None
    software: str | None
    tags: dict[str, Any]


def due(conn: Connection, limit: int) -> list[Due]:
    """Some of them, the newest first, locked."""
    return rows(
        conn,
        Due,
        """
        SELECT media.id, path, make, model, software, tags
          FROM caption_due JOIN media ON media.id = caption_due.media_id
         ORDER BY caption_due.media_id DESC LIMIT %(limit)s FOR UPDATE OF caption_due SKIP LOCKED
        """,
        limit=limit,
    )


def note(conn: Connection, media_id: int, told: dict[str, str]) -> None:
    """Keep what a picture says of itself, by source, but for words that are known; it is due no more."""
    run(
        conn,
        """
        WITH settled AS (
            DELETE FROM caption_due WHERE media_id = %(id)s
        ), kept AS (
            INSERT INTO description (media_id, source, text)
            SELECT %(id)s, told.key, told.value FROM jsonb_each_text(%(told)s) AS told
             WHERE NOT EXISTS (SELECT FROM description AS known WHERE known.media_id = %(id)s
                                  AND words_of(known.text) = words_of(told.value))
            ON CONFLICT DO NOTHING RETURNING media_id
        )
        INSERT INTO text_due SELECT DISTINCT media_id FROM kept ON CONFLICT DO NOTHING
        """,
        id=media_id,
        told=Json(told),
    )
