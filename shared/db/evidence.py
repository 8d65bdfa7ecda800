"""What in a file may be the reason why a search found it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.connection import Connection, rows

MOST = 20_000  # texts looked through for one page; a film can have thousands


@dataclass(frozen=True)
class Trace:
    """A label, or something read (`start` None or a second of the recording) or `spoken`."""

    media_id: int
    text: str
    score: float | None
    start: float | None
    label: bool
    spoken: bool


def traces(conn: Connection, ids: Sequence[int]) -> list[Trace]:
    """The labels and texts that were found in these files, labels first, the surest first."""
    return rows(
        conn,
        Trace,
        """
        SELECT media_id, label AS text, score, NULL::float8 AS start, true AS label, false AS spoken
          FROM media_label WHERE media_id = ANY (%(ids)s)
        UNION ALL
        SELECT media_id, text, score, start_second, false, box_left IS NULL
          FROM finding WHERE media_id = ANY (%(ids)s) AND text IS NOT NULL
         ORDER BY label DESC, score DESC NULLS LAST LIMIT %(most)s
        """,
        ids=list(ids),
        most=MOST,
    )
