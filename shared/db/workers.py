"""Which workers are there, what each looks at now, and what people want of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from shared.db.connection import Connection, rows, run, value
from shared.errors import NotFound

if TYPE_CHECKING:
    from shared.analyzer import Analyzer

Wish = Literal["pause", "drain"]

ALIVE = 60.0  # seconds for which a worker that gives no sign counts as living
_SILENT = 10.0  # seconds after which people are told that it gives none
_RECENT = 300.0  # seconds over which the rate is measured


@dataclass(frozen=True)
class Identity:
    """Who a worker is while its process lives: `name` is analyzer@host:pid."""

    name: str
    analyzer: str
    machine: str = ""
    release: str = ""


@dataclass(frozen=True)
class Worker:
    """A worker as people see it.

    `state` is `working`, `idle`, `paused`, `draining` (it ends after what it holds), `refused` (it
    takes no jobs; `refusal` says why) or `silent`, then `silent_since` its last sign.  `wish` is what
    people want of it.  `done` and `failed` count since it started, `per_minute` is the rate of the last
    minutes.
    """

    name: str
    analyzer: str
    machine: str
    release: str
    version: int
    engine: str
    model: str
    credential: str | None
    state: str
    wish: Wish | None
    media_id: int | None
    file: str | None
    done: int
    failed: int
    per_minute: float
    refusal: str | None
    last_error: str | None
    started_at: datetime
    silent_since: datetime | None


def seen(conn: Connection, who: Identity, analyzer: "Analyzer", refusal: str | None = None) -> Wish | None:
    """Note that a worker is alive, and return what people want of it."""
    wish: Wish | None = value(
        conn,
        _SEEN,
        **vars(who),
        version=analyzer.version,
        engine=analyzer.engine,
        model=analyzer.model,
        refusal=refusal,
    )
    return wish


def begin(conn: Connection, name: str) -> None:
    """Forget a wish that an earlier process of this name has fulfilled."""
    run(conn, "DELETE FROM worker WHERE name = %(name)s AND wish IS DISTINCT FROM 'pause'", name=name)


def ended(conn: Connection, name: str, reason: str | None = None) -> None:
    """Count a finished analysis, or one that failed for `reason`."""
    run(
        conn,
        """
        UPDATE worker
           SET done = done + (%(reason)s::text IS NULL)::int,
               failed = failed + (%(reason)s::text IS NOT NULL)::int,
               last_error = coalesce(%(reason)s, last_error)
         WHERE name = %(name)s
        """,
        name=name,
        reason=reason,
    )


def troubled(conn: Connection, name: str, reason: str) -> None:
    """Note what hinders a worker without being the fault of a file."""
    run(conn, "UPDATE worker SET last_error = %(reason)s WHERE name = %(name)s", name=name, reason=reason)


def better(conn: Connection, analyzer: "Analyzer") -> str | None:
    """The machine of a living worker that has a higher version of `analyzer`."""
    found: str | None = value(
        conn,
        """
        SELECT machine FROM worker
         WHERE analyzer = %(analyzer)s AND version > %(version)s AND refusal IS NULL
           AND seen_at > now() - %(alive)s * interval '1 second'
         ORDER BY version DESC LIMIT 1
        """,
        analyzer=analyzer.name,
        version=analyzer.version,
        alive=ALIVE,
    )
    return found


def able(conn: Connection, who: Identity) -> bool:
    """Whether any other living worker takes jobs of the same analyzer."""
    return bool(
        value(
            conn,
            """
            SELECT EXISTS (SELECT FROM worker
                            WHERE analyzer = %(analyzer)s AND name <> %(name)s AND refusal IS NULL
                              AND seen_at > now() - %(silent)s * interval '1 second')
            """,
            analyzer=who.analyzer,
            name=who.name,
            silent=_SILENT,
        )
    )


def wish(conn: Connection, name: str, wanted: Wish | None) -> None:
    """Want a worker to pause or to drain, or to go on.  Raises `NotFound`."""
    if not run(conn, "UPDATE worker SET wish = %(wanted)s WHERE name = %(name)s", name=name, wanted=wanted):
        raise NotFound(f"there is no worker {name!r}")


def everyone(conn: Connection) -> list[Worker]:
    """Every worker that gave a sign lately, by analyzer and machine."""
    return rows(conn, Worker, _EVERYONE, silent=_SILENT, recent=_RECENT)


def gone(conn: Connection, name: str) -> None:
    """Forget a worker that ended in order."""
    run(conn, "DELETE FROM worker WHERE name = %(name)s", name=name)


def forget(conn: Connection, *, seconds: float) -> int:
    """Forget workers not seen for `seconds`; return how many.

    One that people want to rest is remembered for a day, for its machine may only sleep.
    """
    return run(
        conn,
        """
        DELETE FROM worker
         WHERE seen_at < now() - %(seconds)s * interval '1 second'
           AND (wish IS NULL OR seen_at < now() - interval '1 day')
        """,
        seconds=seconds,
    )


_SEEN = """
    INSERT INTO worker (name, analyzer, machine, release, version, engine, model, refusal, credential,
                        media_id)
    VALUES (%(name)s, %(analyzer)s, %(machine)s, %(release)s, %(version)s, %(engine)s, %(model)s, %(refusal)s,
            substring(session_user FROM '^bowerbird_worker_(.+)$'),
            (SELECT media_id FROM analysis WHERE state = 'running' AND worker = %(name)s LIMIT 1))
    ON CONFLICT (name) DO UPDATE
       SET machine = EXCLUDED.machine, release = EXCLUDED.release, version = EXCLUDED.version,
           engine = EXCLUDED.engine, model = EXCLUDED.model, refusal = EXCLUDED.refusal,
           credential = EXCLUDED.credential, media_id = EXCLUDED.media_id, seen_at = now()
    RETURNING wish
    """

_EVERYONE = """
    SELECT worker.name, worker.analyzer, machine, release, worker.version, worker.engine, worker.model,
           credential,
           CASE WHEN seen_at < now() - %(silent)s * interval '1 second' THEN 'silent'
                WHEN refusal IS NOT NULL THEN 'refused'
                WHEN wish = 'drain' THEN 'draining'
                WHEN wish = 'pause' THEN 'paused'
                WHEN media_id IS NOT NULL THEN 'working'
                ELSE 'idle'
           END AS state,
           wish, media_id, media.name AS file, done, failed, coalesce(per_minute, 0) AS per_minute, refusal,
           last_error, started_at,
           CASE WHEN seen_at < now() - %(silent)s * interval '1 second' THEN seen_at END AS silent_since
      FROM worker
      LEFT JOIN media ON media.id = media_id
      LEFT JOIN (
            SELECT analysis.worker AS name,
                   round(60 * count(*) / greatest(extract(epoch FROM now() - min(analysis.started_at)), 1), 2)
                   ::float AS per_minute
              FROM analysis JOIN analyzer ON analyzer.name = analysis.analyzer
                                         AND analyzer.version = analysis.version
             WHERE state = 'done' AND ended_at > now() - %(recent)s * interval '1 second'
             GROUP BY analysis.worker
           ) AS rate ON rate.name = worker.name
     ORDER BY worker.analyzer, machine, worker.name
    """
