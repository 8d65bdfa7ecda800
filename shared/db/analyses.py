"""The ledger of work: which analyzer has yet to look at which file, and what people say about it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.db import bell
from shared.db.connection import Connection, run, value
from shared.db.workers import ALIVE
from shared.domain import Lease, Priority, Span
from shared.errors import LeaseLost, NotFound

if TYPE_CHECKING:
    from shared.analyzer import Analyzer

# Work of the edition at work that came to its end; a version that has such work is no new one.
_LOOKED = """old.analyzer = analyzer.name AND old.edition = analyzer.edition AND old.done_at IS NOT NULL
             AND old.segment = 0"""
_REGISTERING = 0x616E616C797A6572  # advisory lock: shared by `plan` of one file, alone in `register`


def registered(conn: Connection, name: str) -> int | None:
    """The version of an analyzer whose work is planned; None where it is not known."""
    found: int | None = value(conn, "SELECT version FROM analyzer WHERE name = %(name)s", name=name)
    return found


def register(conn: Connection, analyzer: "Analyzer") -> int | None:
    """Make `analyzer` known and plan what it has not looked at; return how much.  Safe to repeat.

    A new version plans its work again, beside the results of the old one, which serves on until somebody
    switches, unless new ones shall serve file by file or replace what there is anyway; one that was at work
    before and comes back is no new one.  A lower version than the one that is known takes over only where
    no worker of a higher one lives, and else returns None.  A discreet one begins switched off.
    """
    run(conn, "SELECT pg_advisory_xact_lock(%(lock)s)", lock=_REGISTERING)
    known = run(
        conn,
        f"""
        INSERT INTO analyzer (name, version, accepts, placed, engine, model, replaces, discreet, active,
                              threshold)
        VALUES (%(name)s, %(version)s, %(accepts)s, %(placed)s, %(engine)s, %(model)s, %(replaces)s,
                %(discreet)s, NOT %(discreet)s, CASE WHEN %(discreet)s THEN 2 END)
        ON CONFLICT (name) DO UPDATE
           SET version = EXCLUDED.version, accepts = EXCLUDED.accepts, placed = EXCLUDED.placed,
               engine = EXCLUDED.engine, model = EXCLUDED.model, replaces = EXCLUDED.replaces,
               registered_at = now(),
               serves_version = CASE
                   WHEN analyzer.serves_version IS NULL AND EXCLUDED.version > analyzer.version
                        AND analyzer.follows <> 'file' AND NOT EXCLUDED.replaces
                        AND EXISTS (SELECT FROM analysis AS old WHERE old.version = analyzer.version
                                                                      AND {_LOOKED})
                        AND NOT EXISTS (SELECT FROM analysis AS old
                                         WHERE old.version >= EXCLUDED.version AND {_LOOKED})
                   THEN analyzer.version ELSE analyzer.serves_version END
         WHERE analyzer.version <= EXCLUDED.version
            OR NOT EXISTS (SELECT FROM worker
                            WHERE worker.analyzer = EXCLUDED.name AND worker.version > EXCLUDED.version
                              AND refusal IS NULL AND seen_at > now() - %(alive)s * interval '1 second')
        """,
        name=analyzer.name,
        version=analyzer.version,
        accepts=sorted(analyzer.accepts),
        placed=analyzer.placed,
        replaces=analyzer.replaces,
        engine=analyzer.engine,
        model=analyzer.model,
        discreet=analyzer.discreet,
        alive=ALIVE,
    )
    if not known:
        return None
    return plan(conn, analyzer=analyzer.name, priority=Priority.BACKFILL)


def plan(
    conn: Connection,
    media_id: int | None = None,
    priority: int = Priority.NEW,
    *,
    analyzer: str | None = None,
    media_ids: Sequence[int] | None = None,
) -> int:
    """Queue every analysis that is missing or made by an older version; return how many.

    Of one file, of some, or of one analyzer where these are given; never of files in the trash, nor
    of an analyzer that is off, nor of files without a position for one that needs it.  What a higher
    version has done is not done again by a lower one.  A file that is being added while an analyzer
    registers waits for it, so that neither misses the other.
    """
    run(conn, "SELECT pg_advisory_xact_lock_shared(%(lock)s)", lock=_REGISTERING)
    planned = run(
        conn,
        """
        INSERT INTO analysis (media_id, analyzer, version, edition, priority)
        SELECT media.id, analyzer.name, analyzer.version, analyzer.edition, %(priority)s
          FROM media JOIN analyzer ON media.kind = ANY (analyzer.accepts)
         WHERE (%(media_ids)s::bigint[] IS NULL OR media.id = ANY (%(media_ids)s))
           AND (%(analyzer)s::text IS NULL OR analyzer.name = %(analyzer)s)
           AND analyzer.active AND media.trashed_at IS NULL
           AND (NOT analyzer.placed OR position_of(media.id) IS NOT NULL)
           AND NOT EXISTS (SELECT FROM analysis AS known
                            WHERE known.media_id = media.id AND known.analyzer = analyzer.name
                              AND known.edition = analyzer.edition
                              AND (known.version = analyzer.version
                                   OR known.version > analyzer.version AND known.done_at IS NOT NULL))
        ON CONFLICT (media_id, analyzer, version, segment, edition) DO NOTHING
        """,
        media_ids=_listed(media_id, media_ids),
        analyzer=analyzer,
        priority=priority,
    )
    if planned:
        bell.ring(conn)
    return planned


def split(conn: Connection, lease: Lease, spans: Sequence[Span]) -> None:
    """Turn the rest of a long recording into rows of their own; the lease keeps the first span.

    Safe to repeat.  Raises `LeaseLost`.
    """
    held = run(
        conn,
        """
        UPDATE analysis SET span_start = %(start)s, span_end = %(end)s
         WHERE id = %(id)s AND lease = %(token)s AND state = 'running'
        """,
        id=lease.id,
        token=lease.token,
        start=spans[0].start,
        end=spans[0].end,
    )
    if not held:
        raise LeaseLost(f"analysis {lease.id} is held by another worker")
    for segment, span in enumerate(spans[1:], start=1):
        run(
            conn,
            """
            INSERT INTO analysis
                (media_id, analyzer, version, edition, segment, span_start, span_end, priority)
            SELECT media_id, analyzer, version, edition, %(segment)s, %(start)s, %(end)s, priority
              FROM analysis WHERE id = %(id)s
            ON CONFLICT (media_id, analyzer, version, segment, edition) DO NOTHING
            """,
            id=lease.id,
            segment=segment,
            start=span.start,
            end=span.end,
        )
    bell.ring(conn)


def promote(conn: Connection, media_id: int) -> None:
    """Put what is left to do on one file first: a person is looking at it."""
    promoted = run(
        conn,
        """
        UPDATE analysis SET priority = %(person)s, published = false, due_at = now()
         WHERE media_id = %(media_id)s AND state = 'queued' AND priority < %(person)s
        """,
        media_id=media_id,
        person=Priority.PERSON,
    )
    if promoted:
        bell.ring(conn)


def pause(conn: Connection, name: str) -> None:
    """Let `name` begin nothing new until `resume`; what runs ends.  Raises `NotFound`."""
    _set_paused(conn, name, paused=True)


def resume(conn: Connection, name: str) -> None:
    """Undo `pause`.  Raises `NotFound`."""
    _set_paused(conn, name, paused=False)
    bell.ring(conn)


def block(conn: Connection, name: str, reason: str | None) -> None:
    """Let the work of `name` wait for what `reason` says, or go on where it is None."""
    changed = run(
        conn,
        """
        UPDATE analyzer SET blocked = %(reason)s
         WHERE name = %(name)s AND blocked IS DISTINCT FROM %(reason)s
        """,
        name=name,
        reason=reason,
    )
    if changed:
        _withdraw(conn, name)
        bell.ring(conn)


def retry(
    conn: Connection,
    *,
    analyzer: str | None = None,
    media_id: int | None = None,
    media_ids: Sequence[int] | None = None,
) -> int:
    """Queue failed analyses again, of one analyzer or some files where given; return how many."""
    return _requeue(conn, "state = 'failed'", analyzer=analyzer, media_ids=_listed(media_id, media_ids))


def redo(
    conn: Connection,
    *,
    analyzer: str | None = None,
    media_id: int | None = None,
    media_ids: Sequence[int] | None = None,
) -> int:
    """Queue finished analyses again; their findings serve until the new ones are there."""
    ids = _listed(media_id, media_ids)
    plan(conn, priority=Priority.PERSON, analyzer=analyzer, media_ids=ids)
    return _requeue(conn, "state IN ('done', 'failed')", analyzer=analyzer, media_ids=ids)


def _listed(media_id: int | None, media_ids: Sequence[int] | None = None) -> list[int] | None:
    if media_id is not None:
        return [media_id]
    return None if media_ids is None else list(media_ids)


def _requeue(
    conn: Connection, condition: str, *, analyzer: str | None, media_ids: Sequence[int] | None
) -> int:
    queued = run(
        conn,
        f"""
        UPDATE analysis
           SET state = 'queued', attempt = 0, due_at = now(), reason = NULL, ended_at = NULL,
               priority = CASE WHEN %(media_ids)s::bigint[] IS NULL THEN priority ELSE %(person)s END
          FROM analyzer
         WHERE analyzer.name = analysis.analyzer AND analyzer.version = analysis.version
           AND analyzer.edition = analysis.edition
           AND (%(analyzer)s::text IS NULL OR analysis.analyzer = %(analyzer)s)
           AND (%(media_ids)s::bigint[] IS NULL OR analysis.media_id = ANY (%(media_ids)s))
           AND NOT EXISTS (SELECT FROM media WHERE media.id = analysis.media_id
                                               AND media.trashed_at IS NOT NULL)
           AND {condition}
        """,
        analyzer=analyzer,
        media_ids=None if media_ids is None else list(media_ids),
        person=Priority.PERSON,
    )
    if queued:
        run(conn, "DELETE FROM done_count")  # some of these had been counted
        bell.ring(conn)
    return queued


def _set_paused(conn: Connection, name: str, *, paused: bool) -> None:
    known = run(
        conn, "UPDATE analyzer SET paused = %(paused)s WHERE name = %(name)s", name=name, paused=paused
    )
    if not known:
        raise NotFound(f"there is no analyzer {name!r}")
    _withdraw(conn, name)


def _withdraw(conn: Connection, name: str) -> None:
    """Expect no claim from messages that are on their way: workers drop them while the analyzer rests."""
    run(
        conn,
        """
        UPDATE analysis SET published = false, due_at = now()
         WHERE analyzer = %(name)s AND published
        """,
        name=name,
    )
