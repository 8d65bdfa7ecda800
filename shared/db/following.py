"""How labels and search documents follow a change of what serves, in steps that a crash cannot harm."""

from dataclasses import dataclass

from shared.db import analyses, index
from shared.db.changeovers import FIELDS, Changeover
from shared.db.connection import Connection, one, rows, run
from shared.domain import Priority


@dataclass(frozen=True)
class _File:
    id: int


def catch_up(conn: Connection, files: int = 100) -> bool:
    """Let search know of what serves now, of a few files; return whether there was any to do.

    Every step is one transaction that remembers where it came to, so that a crash loses one at most.
    """
    behind = one(
        conn,
        Changeover,
        f"""
        SELECT {FIELDS} FROM changeover
         WHERE indexed_at IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
        """,
    )
    if behind is None:
        return False
    found = rows(conn, _File, _CONCERNED, analyzer=behind.analyzer, after=behind.indexed_to, files=files)
    for file in found:
        index.refresh(conn, file.id)
        run(conn, _FACES, id=file.id)
    done = len(found) < files
    if done:  # its workers did so when they began anew, unless they had its model already
        analyses.plan(conn, analyzer=behind.analyzer, priority=Priority.BACKFILL)
    run(
        conn,
        """
        UPDATE changeover SET indexed_to = %(last)s,
               indexed_at = CASE WHEN %(done)s THEN now() END
         WHERE id = %(id)s
        """,
        id=behind.id,
        last=found[-1].id if found else behind.indexed_to,
        done=done,
    )
    return True


# Faces and animals that serve now and that nobody was asked about before, for those of a candidate are not.
_FACES = """
    INSERT INTO face_due
    SELECT described.finding_id
      FROM (SELECT finding_id FROM face WHERE media_id = %(id)s
            UNION ALL SELECT finding_id FROM animal WHERE media_id = %(id)s) AS described
      JOIN finding ON finding.id = described.finding_id
      JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = %(id)s
     WHERE NOT EXISTS (SELECT FROM belonging WHERE belonging.finding_id = described.finding_id)
    ON CONFLICT DO NOTHING
    """

# The files at which more than one edition or version has looked: of the others the same serves as before.
_CONCERNED = """
    SELECT DISTINCT media_id AS id FROM analysis
     WHERE analyzer = %(analyzer)s AND done_at IS NOT NULL AND media_id > %(after)s
       AND (edition > 0 OR EXISTS (SELECT FROM analysis AS other
                                    WHERE other.media_id = analysis.media_id
                                      AND other.analyzer = analysis.analyzer AND other.done_at IS NOT NULL
                                      AND (other.version, other.edition)
                                          <> (analysis.version, analysis.edition)))
     ORDER BY id LIMIT %(files)s
    """
