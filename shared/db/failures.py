"""Analyses that failed, together where analyzer and reason are the same."""

from dataclasses import dataclass
from datetime import datetime

from shared.db import analyses
from shared.db.connection import Connection, one, rows, run, value
from shared.db.previews import VERSION


@dataclass(frozen=True)
class Group:
    """Failures of one analyzer for one reason; `latest` are the analyses that failed last.

    `which` tells its files from others: it is the same where two analyzers failed at the same ones.
    """

    analyzer: str
    key: str
    reason: str
    files: int
    which: str
    last_at: datetime
    aside: bool
    latest: list[int]


@dataclass(frozen=True)
class Failed:
    """An analysis that failed, and the file that it was to look at."""

    id: int
    media_id: int
    name: str
    colour: str | None
    version: str
    analyzer: str
    attempts: int
    failed_at: datetime


# Nobody needs a failure of a version that is gone, or of a file in the trash.  The files themselves are
# not joined: there may be a million, and few in the trash.
_FROM = """
    FROM analysis JOIN analyzer AS known ON known.name = analyzer AND known.version = analysis.version
                                        AND known.edition = analysis.edition
    """
_WHERE = """
    WHERE state = 'failed'
      AND NOT EXISTS (SELECT FROM media WHERE media.id = analysis.media_id AND trashed_at IS NOT NULL)
    """
_FAILED = f"{_FROM} {_WHERE}"
_WHICH = "sum(DISTINCT hashint8extended(media_id, 0))::text AS which"


def groups(conn: Connection, *, aside: bool = False, limit: int = 50, shown: int = 4) -> list[Group]:
    """The reasons that files failed for, the most frequent first; those that were put `aside`, or the others.

    `shown` is how many analyses of each are named.
    """
    return rows(
        conn,
        Group,
        f"""
        SELECT * FROM (
            SELECT grouped.*, coalesce(put_aside.at >= last_at, false) AS aside
              FROM (SELECT analyzer, md5(coalesce(reason, '')) AS key, max(coalesce(reason, '')) AS reason,
                           count(DISTINCT media_id) AS files, {_WHICH}, max(ended_at) AS last_at,
                           (array_agg(analysis.id ORDER BY ended_at DESC, analysis.id DESC))[1:%(shown)s]
                               AS latest
                      {_FAILED} GROUP BY analyzer, key) AS grouped
              LEFT JOIN put_aside USING (analyzer, key)) AS judged
         WHERE aside = %(aside)s
         ORDER BY files DESC, analyzer, key LIMIT %(limit)s
        """,
        aside=aside,
        limit=limit,
        shown=shown,
    )


def count_aside(conn: Connection) -> int:
    """How many reasons a person has put aside, of whatever analyzers."""
    sql = f"""
        SELECT count(DISTINCT key) FROM put_aside
         WHERE at >= (SELECT max(ended_at) {_FAILED} AND analyzer = put_aside.analyzer
                         AND md5(coalesce(reason, '')) = put_aside.key)
        """
    return int(value(conn, sql))


def named(conn: Connection, ids: list[int]) -> dict[int, Failed]:
    """These failed analyses, by number."""
    if not ids:
        return {}
    found = rows(conn, Failed, f"{_NAMED} AND analysis.id = ANY (%(ids)s)", ids=ids)
    return {failed.id: failed for failed in found}


def of_group(
    conn: Connection, analyzer: str, key: str, *, before: int | None = None, limit: int = 60
) -> list[Failed]:
    """The files of one reason, the latest analysis first; those before the analysis `before`."""
    return rows(
        conn,
        Failed,
        f"""
        {_NAMED}
           AND analyzer = %(analyzer)s AND md5(coalesce(reason, '')) = %(key)s
           AND (%(before)s::bigint IS NULL OR analysis.id < %(before)s)
         ORDER BY analysis.id DESC LIMIT %(limit)s
        """,
        analyzer=analyzer,
        key=key,
        before=before,
        limit=limit,
    )


def group(conn: Connection, analyzer: str, key: str) -> Group | None:
    """One reason, put aside or not; None where no file fails for it any more."""
    return one(
        conn,
        Group,
        f"""
        SELECT * FROM (SELECT analyzer, md5(coalesce(reason, '')) AS key, max(coalesce(reason, '')) AS reason,
                              count(DISTINCT media_id) AS files, {_WHICH}, max(ended_at) AS last_at,
                              false AS aside, ARRAY[]::bigint[] AS latest
                         {_FAILED} AND analyzer = %(analyzer)s GROUP BY analyzer, key) AS grouped
         WHERE key = %(key)s
        """,
        analyzer=analyzer,
        key=key,
    )


def retry(conn: Connection, analyzer: str, key: str) -> int:
    """Queue all files of one reason again; return how many."""
    of_this = "AND analyzer = %(analyzer)s AND md5(coalesce(reason, '')) = %(key)s"
    sql = f"SELECT array_agg(DISTINCT media_id) {_FAILED} {of_this}"
    ids: list[int] | None = value(conn, sql, analyzer=analyzer, key=key)
    return analyses.retry(conn, analyzer=analyzer, media_ids=ids) if ids else 0


def put_aside(conn: Connection, analyzer: str, key: str, by: str) -> None:
    """Show these failures no more, until one more file fails for the same reason."""
    run(
        conn,
        """
        INSERT INTO put_aside (analyzer, key, by_name) VALUES (%(analyzer)s, %(key)s, %(by)s)
        ON CONFLICT (analyzer, key) DO UPDATE SET at = now(), by_name = EXCLUDED.by_name
        """,
        analyzer=analyzer,
        key=key,
        by=by,
    )


def bring_back(conn: Connection, analyzer: str, key: str) -> None:
    """Show these failures again."""
    sql = "DELETE FROM put_aside WHERE analyzer = %(analyzer)s AND key = %(key)s"
    run(conn, sql, analyzer=analyzer, key=key)


_NAMED = f"""
    SELECT analysis.id, media_id, media.name, media.colour,
           {VERSION}, analyzer, attempt AS attempts,
           ended_at AS failed_at
      {_FROM} JOIN media ON media.id = media_id {_WHERE}
    """
