"""Candidates: models that look at a part of the library beside the one at work, and do not serve."""

from dataclasses import dataclass
from datetime import datetime

from psycopg2.errors import UniqueViolation

from shared.db import choices
from shared.db.connection import Connection, columns, one, rows, run, value
from shared.errors import BowerbirdError, NotFound

SAMPLE = 200  # files that a candidate looks at unless more are asked for
LARGEST = 5000  # files of a sample
_SLICE = 500  # analyses that are removed in one transaction


class AlreadyTried(BowerbirdError):
    """An analyzer has one candidate at a time."""


@dataclass(frozen=True)
class Edition:
    """A model that was tried.  `version` is None until a worker took it up; `sample` None means all files."""

    id: int
    analyzer: str
    chosen: str
    version: int | None
    engine: str
    model: str
    sample: int | None
    state: str
    blocked: str | None
    by_name: str
    created_at: datetime


FIELDS = columns(Edition)


def begin(conn: Connection, analyzer: str, chosen: str, *, sample: int | None, by: str) -> int:
    """Let `chosen` look at `sample` files, or all; return the edition.

    Which files: as many of the kinds that the analyzer accepts, evenly spaced in the order in which
    the library got them.  Raises `NotFound` and `AlreadyTried`.
    """
    if not value(conn, "SELECT EXISTS (SELECT FROM analyzer WHERE name = %(name)s)", name=analyzer):
        raise NotFound(f"there is no analyzer {analyzer!r}")
    try:
        made = value(
            conn,
            """
            INSERT INTO edition (analyzer, chosen, sample, by_name)
            VALUES (%(analyzer)s, %(chosen)s, %(sample)s, %(by)s) RETURNING id
            """,
            analyzer=analyzer,
            chosen=chosen,
            sample=sample,
            by=by,
        )
    except UniqueViolation as error:
        raise AlreadyTried(f"{analyzer} has a candidate already; switch to it or drop it first") from error
    return int(made)


def renew(conn: Connection, analyzer: str, *, by: str) -> int:
    """Let the model at work look at everything beside what others found; return how many files these saw.

    Nothing begins where it saw all of them itself.  Raises `NotFound` and `AlreadyTried`.
    """
    files = int(value(conn, _OUTDATED, analyzer=analyzer))
    if files:
        begin(conn, analyzer, choices.chosen(conn, analyzer), sample=None, by=by)
    return files


def candidate(conn: Connection, analyzer: str) -> Edition | None:
    """The one that is tried now."""
    sql = f"SELECT {FIELDS} FROM edition WHERE analyzer = %(analyzer)s AND state = 'trial'"
    return one(conn, Edition, sql, analyzer=analyzer)


def trials(conn: Connection) -> dict[str, Edition]:
    """All that are tried now, by analyzer."""
    found = rows(conn, Edition, f"SELECT {FIELDS} FROM edition WHERE state = 'trial'")
    return {one.analyzer: one for one in found}


def kept(conn: Connection, analyzer: str) -> list[Edition]:
    """Those that are tried or have served, the latest first."""
    sql = f"""
        SELECT {FIELDS} FROM edition WHERE analyzer = %(analyzer)s AND state <> 'dropped' ORDER BY id DESC
        """
    return rows(conn, Edition, sql, analyzer=analyzer)


def drop(conn: Connection, analyzer: str) -> None:
    """End the trial; what the candidate found is removed by and by.  Raises `NotFound`."""
    sql = "UPDATE edition SET state = 'dropped' WHERE analyzer = %(analyzer)s AND state = 'trial'"
    if not run(conn, sql, analyzer=analyzer):
        raise NotFound(f"{analyzer} has no candidate")


def sweep(conn: Connection) -> bool:
    """Remove some of what dropped candidates found; return whether there was any.  Safe to repeat."""
    edition = value(conn, "SELECT min(id) FROM edition WHERE state = 'dropped'")
    if edition is None:
        return False
    removed = run(
        conn,
        """
        DELETE FROM analysis WHERE id IN (
            SELECT analysis.id FROM analysis JOIN edition ON edition.id = analysis.edition
                                                         AND edition.analyzer = analysis.analyzer
             WHERE edition.id = %(id)s AND analysis.version = edition.version LIMIT %(slice)s)
        """,
        id=edition,
        slice=_SLICE,
    )
    if not removed:
        run(conn, "DELETE FROM edition WHERE id = %(id)s", id=edition)
    return True


_OUTDATED = """
    SELECT count(*) FROM analysis JOIN analyzer ON name = analyzer AND analyzer.edition = analysis.edition
                                               AND analyzer.version = analysis.version
     WHERE analyzer = %(analyzer)s AND done_at IS NOT NULL AND segment = 0
       AND (analysis.engine, analysis.model) IS DISTINCT FROM (analyzer.engine, analyzer.model)
       AND media_id NOT IN (SELECT id FROM media WHERE trashed_at IS NOT NULL)
    """
