"""Keeps what search and facets read of a file in step with what is known about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.db.connection import Connection, one, rows, run
from shared.text import words

_LONGEST = 200_000  # characters of one file's document; PostgreSQL takes 1 MB of lexemes


@dataclass(frozen=True)
class _File:
    name: str
    path: str
    make: str | None
    model: str | None
    lens: str | None
    taken_at: datetime


@dataclass(frozen=True)
class _Said:
    said: str


def refresh(conn: Connection, media_id: int) -> None:
    """Rebuild the labels and the search document of one file; does nothing where the file is gone.

    The file's row is locked until the transaction ends, so that two analyses of one file that
    finish together leave both their findings in the index.
    """
    file = one(
        conn,
        _File,
        """
        SELECT name, path, make, model, lens, taken_at FROM media WHERE id = %(media_id)s
           FOR NO KEY UPDATE
        """,
        media_id=media_id,
    )
    if file is None:
        return
    _relabel(conn, media_id, file.taken_at)
    said = rows(conn, _Said, _SAID, media_id=media_id)
    _rewrite(conn, media_id, _document(file, (row.said for row in said)))


def _document(file: _File, said: Iterable[str]) -> str:
    camera = [text for text in (file.make, file.model, file.lens) if text]
    return " ".join(words(" ".join([file.name, file.path, *camera, *said])))[:_LONGEST]


def _relabel(conn: Connection, media_id: int, taken_at: datetime) -> None:
    run(conn, _LABELS, media_id=media_id, taken_at=taken_at)


def _rewrite(conn: Connection, media_id: int, document: str) -> None:
    run(
        conn,
        """
        INSERT INTO media_text (media_id, document)
        VALUES (%(media_id)s, to_tsvector('simple', %(document)s))
        ON CONFLICT (media_id) DO UPDATE SET document = EXCLUDED.document
         WHERE media_text.document <> EXCLUDED.document
        """,
        media_id=media_id,
        document=document,
    )


_SAID = """
    SELECT label AS said FROM media_label WHERE media_id = %(media_id)s
    UNION ALL
    SELECT text FROM (
        SELECT finding.text FROM finding JOIN serving ON serving.id = finding.analysis_id
         WHERE finding.media_id = %(media_id)s AND serving.media_id = %(media_id)s
           AND finding.text IS NOT NULL
         ORDER BY finding.id
    ) AS texts
    """

# A box that carries text is a word or a line, never an object; so no text kind becomes a facet.
_LABELS = """
    WITH at_once AS (
        SELECT label, count(*) AS n, max(coalesce(finding.score, 1)) AS score
          FROM finding JOIN serving ON serving.id = finding.analysis_id
         WHERE finding.media_id = %(media_id)s AND serving.media_id = %(media_id)s
           AND label IS NOT NULL AND finding.text IS NULL
         GROUP BY finding.analysis_id, finding.start_second, label
    ), best AS (
        SELECT label, max(n) AS n, max(score) AS score FROM at_once GROUP BY label
    ), gone AS (
        DELETE FROM media_label
         WHERE media_id = %(media_id)s AND label NOT IN (SELECT label FROM best)
    )
    INSERT INTO media_label (media_id, label, n, score, taken_at)
    SELECT %(media_id)s, label, n, score, %(taken_at)s FROM best
    ON CONFLICT (media_id, label) DO UPDATE
       SET n = EXCLUDED.n, score = EXCLUDED.score, taken_at = EXCLUDED.taken_at
     WHERE (media_label.n, media_label.score, media_label.taken_at)
           IS DISTINCT FROM (EXCLUDED.n, EXCLUDED.score, EXCLUDED.taken_at)
    """
