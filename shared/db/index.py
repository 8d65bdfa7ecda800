"""Keeps what search and facets read of a file in step with what is known about it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from shared import labels
from shared.db.connection import Connection, rows, run
from shared.db.documents import File, locked, write

_AT_ONCE = 500  # files whose documents are read and written together


@dataclass(frozen=True)
class _Due:
    id: int


def refresh(conn: Connection, media_id: int) -> None:
    """Rebuild the labels and the search document of one file; does nothing where the file is gone.

    The file's row is locked until the transaction ends, so that two analyses of one file that
    finish together leave both their findings in the index.
    """
    file = next(iter(locked(conn, [media_id])), None)
    if file is None:
        return
    run(conn, _SETTLE, media_id=media_id, kinds=json.dumps(labels.KINDS))
    _relabel(conn, file)
    run(conn, "SELECT settle_place(%(id)s), heed_people(%(id)s)", id=media_id)
    write(conn, [file])


def rewrite(conn: Connection, ids: Sequence[int]) -> None:
    """Rebuild the search documents of files of which people said something new."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _AT_ONCE):
        write(conn, locked(conn, ordered[start : start + _AT_ONCE]))


def heed(conn: Connection, ids: Sequence[int]) -> None:
    """Let what people said of who is who take hold in these files, and rebuild their search documents."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _AT_ONCE):
        files = locked(conn, ordered[start : start + _AT_ONCE])
        run(
            conn,
            "SELECT heed_people(id) FROM unnest(%(ids)s::bigint[]) AS file (id)",
            ids=[file.id for file in files],
        )
        write(conn, files)


def lock(conn: Connection, ids: Sequence[int]) -> None:
    """Hold the rows of these files until the transaction ends, as everything here does, in the same order."""
    locked(conn, sorted(set(ids)))


def catch_up(conn: Connection, files: int = 100) -> bool:
    """Rebuild a few documents that are behind what is known; return whether there were any.

    The files are locked before their mark is taken off, as by those who put the mark there.
    """
    due = [row.id for row in rows(conn, _Due, _DUE, files=files)]
    found = locked(conn, due)
    run(conn, "DELETE FROM text_due WHERE media_id = ANY (%(ids)s)", ids=due)
    _light(conn, found)
    write(conn, found)
    return bool(due)


def _light(conn: Connection, files: Sequence[File]) -> None:
    """Let what the figures of these files say of the light be among their labels."""
    told = [(file, word.text) for file in files for word in file.words if word.of == "light"]
    run(
        conn,
        _SCENES,
        ids=[file.id for file in files],
        told=[file.id for file, _ in told],
        labels=[text for _, text in told],
        times=[file.taken_at for file, _ in told],
    )


_SCENES = """
    WITH told AS (
        SELECT * FROM unnest(%(told)s::bigint[], %(labels)s::text[], %(times)s::timestamp[])
               AS told (media_id, label, taken_at)
    ), gone AS (
        DELETE FROM media_label
         WHERE media_id = ANY (%(ids)s) AND kind = 'scene'
           AND NOT EXISTS (SELECT FROM told
                            WHERE told.media_id = media_label.media_id AND told.label = media_label.label)
    )
    INSERT INTO media_label (media_id, label, kind, n, score, taken_at)
    SELECT media_id, label, 'scene', 1, 1, taken_at FROM told
    ON CONFLICT (media_id, label, kind) DO UPDATE SET taken_at = EXCLUDED.taken_at
     WHERE media_label.taken_at <> EXCLUDED.taken_at
    """


_DUE = "SELECT media_id AS id FROM text_due ORDER BY media_id DESC LIMIT %(files)s"


def _relabel(conn: Connection, file: File) -> None:
    scenes = [word.text for word in file.words if word.of == "light"]
    run(
        conn, _LABELS, media_id=file.id, taken_at=file.taken_at, scenes=scenes, kinds=json.dumps(labels.KINDS)
    )


_SETTLE = "SELECT settle(%(media_id)s, %(kinds)s)"
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
         UNION ALL
        SELECT unnest(%(scenes)s::text[]), 'scene', 1, 1, false
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
