"""Keeps what search and facets read of a file in step with what is known about it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared import labels, lexicon
from shared.db.connection import Connection, rows, run
from shared.text import words

_AT_ONCE = 500  # files whose documents are read and written together
_LONGEST = 200_000  # characters of one file's document; PostgreSQL takes 1 MB of lexemes


@dataclass(frozen=True)
class _File:
    id: int
    name: str
    path: str
    make: str | None
    model: str | None
    lens: str | None
    taken_at: datetime


@dataclass(frozen=True)
class _Said:
    media_id: int
    said: str
    label: bool


def refresh(conn: Connection, media_id: int) -> None:
    """Rebuild the labels and the search document of one file; does nothing where the file is gone.

    The file's row is locked until the transaction ends, so that two analyses of one file that
    finish together leave both their findings in the index.
    """
    file = next(iter(_locked(conn, [media_id])), None)
    if file is None:
        return
    run(conn, _SETTLE, media_id=media_id, kinds=json.dumps(labels.KINDS))
    _relabel(conn, media_id, file.taken_at)
    run(conn, "SELECT heed_people(%(id)s)", id=media_id)
    _write(conn, [file])


def rewrite(conn: Connection, ids: Sequence[int]) -> None:
    """Rebuild the search documents of files of which people said something new."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _AT_ONCE):
        _write(conn, _locked(conn, ordered[start : start + _AT_ONCE]))


def heed(conn: Connection, ids: Sequence[int]) -> None:
    """Let what people said of who is who take hold in these files, and rebuild their search documents."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _AT_ONCE):
        files = _locked(conn, ordered[start : start + _AT_ONCE])
        run(
            conn,
            "SELECT heed_people(id) FROM unnest(%(ids)s::bigint[]) AS file (id)",
            ids=[file.id for file in files],
        )
        _write(conn, files)


def lock(conn: Connection, ids: Sequence[int]) -> None:
    """Hold the rows of these files until the transaction ends, as everything here does, in the same order."""
    _locked(conn, sorted(set(ids)))


def _locked(conn: Connection, ids: Sequence[int]) -> list[_File]:
    return rows(
        conn,
        _File,
        """
        SELECT id, name, path, make, model, lens, taken_at FROM media WHERE id = ANY (%(ids)s)
         ORDER BY id FOR NO KEY UPDATE
        """,
        ids=list(ids),
    )


def _write(conn: Connection, files: Sequence[_File]) -> None:
    said: dict[int, list[str]] = {}
    for row in rows(conn, _Said, _SAID, ids=[file.id for file in files]):
        others = lexicon.wider(row.said) if row.label else ()
        said.setdefault(row.media_id, []).extend([row.said, *others])
    documents = [(file.id, _document(file, said.get(file.id, ()))) for file in files]
    run(
        conn,
        """
        INSERT INTO media_text (media_id, document)
        SELECT told.media_id, to_tsvector('simple', told.document)
          FROM unnest(%(ids)s::bigint[], %(documents)s::text[]) AS told (media_id, document)
        ON CONFLICT (media_id) DO UPDATE SET document = EXCLUDED.document
         WHERE media_text.document <> EXCLUDED.document
        """,
        ids=[media_id for media_id, _ in documents],
        documents=[document for _, document in documents],
    )


def _document(file: _File, said: Iterable[str]) -> str:
    camera = [text for text in (file.make, file.model, file.lens) if text]
    return " ".join(words(" ".join([file.name, file.path, *camera, *said])))[:_LONGEST]


def _relabel(conn: Connection, media_id: int, taken_at: datetime) -> None:
    run(conn, _LABELS, media_id=media_id, taken_at=taken_at, kinds=json.dumps(labels.KINDS))


_SETTLE = "SELECT settle(%(media_id)s, %(kinds)s)"
_SAID = """
    SELECT media_id, label AS said, true AS label FROM media_label WHERE media_id = ANY (%(ids)s)
    UNION ALL
    SELECT media_id, name, false FROM media_tag WHERE media_id = ANY (%(ids)s)
    UNION ALL
    SELECT media_id, text, false FROM comment WHERE media_id = ANY (%(ids)s)
    UNION ALL
    SELECT media_id, name, false FROM media_person JOIN person ON person.id = media_person.person_id
     WHERE media_id = ANY (%(ids)s) AND NOT hidden
    UNION ALL
    SELECT media_id, text, false FROM (
        SELECT finding.media_id, finding.text FROM finding JOIN serving ON serving.id = finding.analysis_id
         WHERE finding.media_id = ANY (%(ids)s) AND serving.media_id = ANY (%(ids)s)
           AND finding.text IS NOT NULL AND coalesce(finding.score, 1) >= coalesce(threshold, 0)
           AND NOT overruled
         ORDER BY finding.id
    ) AS texts
    UNION ALL
    SELECT media_id, coalesce(said, text), false FROM verdict
     WHERE media_id = ANY (%(ids)s) AND alone AND text IS NOT NULL
    """

# A box that carries text is a word or a line, never an object; so no text kind becomes a facet.  What is
# found in a box ('object') and told of the whole ('class') is one object: `max` of these is the former.
_LABELS = """
    WITH found AS (
        SELECT finding.start_second, label, coalesce(%(kinds)s::jsonb ->> analyzer, 'object') AS kind,
               count(*) AS n, max(coalesce(finding.score, 1)) AS score
          FROM finding JOIN serving ON serving.id = finding.analysis_id
         WHERE finding.media_id = %(media_id)s AND serving.media_id = %(media_id)s
           AND label IS NOT NULL AND finding.text IS NULL AND NOT overruled
           AND coalesce(finding.score, 1) >= coalesce(threshold, 0)
         GROUP BY finding.analysis_id, finding.start_second, label, kind
    ), confirmed AS (
        SELECT start_second, label, kind, count(*) AS n FROM verdict
         WHERE media_id = %(media_id)s AND alone AND label IS NOT NULL
         GROUP BY start_second, label, kind
    ), at_once AS (
        SELECT start_second, label, kind, score, n + coalesce((
                   SELECT confirmed.n FROM confirmed
                    WHERE (confirmed.label, confirmed.kind) = (found.label, found.kind)
                      AND confirmed.start_second IS NOT DISTINCT FROM found.start_second), 0) AS n
          FROM found
        UNION ALL
        SELECT start_second, label, kind, 1, n FROM confirmed
    ), best AS (
        SELECT label, max(kind) AS kind, max(n) AS n, max(score) AS score,
               bool_or(start_second IS NOT NULL) AS timed
          FROM at_once GROUP BY label, mark_of(kind)
    ), gone AS (
        DELETE FROM media_label
         WHERE media_id = %(media_id)s AND (label, kind) NOT IN (SELECT label, kind FROM best)
    )
    INSERT INTO media_label (media_id, label, kind, n, score, taken_at, timed)
    SELECT %(media_id)s, label, kind, n, score, %(taken_at)s, timed FROM best
    ON CONFLICT (media_id, label, kind) DO UPDATE
       SET n = EXCLUDED.n, score = EXCLUDED.score, taken_at = EXCLUDED.taken_at, timed = EXCLUDED.timed
     WHERE (media_label.n, media_label.score, media_label.taken_at, media_label.timed)
           IS DISTINCT FROM (EXCLUDED.n, EXCLUDED.score, EXCLUDED.taken_at, EXCLUDED.timed)
    """
