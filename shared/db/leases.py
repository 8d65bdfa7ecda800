"""Who works on which analysis, and how that work ends; every write needs the lease."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.db import findings, index
from shared.db.connection import Connection, one, run
from shared.domain import Box, Finding, Job, Lease, MediaKind, Position, Priority, Span
from shared.errors import LeaseLost


@dataclass(frozen=True)
class _Claimed:
    id: int
    token: UUID
    attempt: int
    start: float
    stop: float | None
    sha512: str
    path: str
    kind: str
    mime: str
    width: int | None
    height: int | None
    duration: float | None
    audio_codec: str | None
    size: int
    chosen: str
    model: str | None
    latitude: float | None
    longitude: float | None
    drawn: list[float] | None


def claim(conn: Connection, job: Job, *, worker: str, seconds: float, attempts: int) -> Lease | None:
    """Take the right to work on `job` and count the attempt; None where there is nothing to do.

    That is so when the job is done, held by someone else, paused, blocked, out of its hours, backing
    off, or was tried `attempts` times.  Commit before the file is touched.
    """
    claimed = one(
        conn,
        _Claimed,
        _CLAIM,
        **vars(job),
        worker=worker,
        seconds=seconds,
        attempts=attempts,
        person=Priority.PERSON,
    )
    if claimed is None:
        return None
    known = vars(claimed) | {"kind": MediaKind(claimed.kind)}
    span = Span(known.pop("start"), known.pop("stop"))
    latitude, longitude = known.pop("latitude"), known.pop("longitude")
    position = None if latitude is None else Position(latitude, longitude)
    drawn, drawn_at = _boxes(known.pop("drawn") or [], film=known["kind"] is MediaKind.VIDEO)
    return Lease(job=job, span=span, position=position, drawn=drawn, drawn_at=drawn_at, **known)


def _boxes(sides: list[float], *, film: bool) -> tuple[tuple[Box, ...], tuple[float, ...]]:
    """Boxes of four numbers; of a film each has its second after them, which come apart."""
    step = 5 if film else 4
    boxes = [sides[n : n + step] for n in range(0, len(sides), step)]
    return tuple(Box(*box[:4]) for box in boxes), tuple(box[4] for box in boxes if film)


def renew(conn: Connection, lease: Lease, *, seconds: float) -> bool:
    """Hold `lease` for another `seconds`; False where it is lost."""
    return bool(
        run(
            conn,
            """
            UPDATE analysis SET lease_until = now() + %(seconds)s * interval '1 second'
             WHERE id = %(id)s AND lease = %(token)s AND state = 'running'
            """,
            id=lease.id,
            token=lease.token,
            seconds=seconds,
        )
    )


def finish(
    conn: Connection, lease: Lease, found: Sequence[Finding], *, engine: str = "", model: str = ""
) -> None:
    """Store what was found in place of what this analysis found before.  Raises `LeaseLost`."""
    _end(conn, lease, _DONE, engine=engine, model=model)
    findings.replace_all(conn, lease.id, lease.job.media_id, found)
    index.refresh(conn, lease.job.media_id)


def fail(conn: Connection, lease: Lease, reason: str) -> None:
    """End the analysis with the reason a person will read.  Raises `LeaseLost`."""
    _end(conn, lease, "state = 'failed', ended_at = now(), reason = %(reason)s", reason=reason)


def release(conn: Connection, lease: Lease, *, seconds: float = 0) -> None:
    """Give the work back as if it had not been begun, due again after `seconds`.  Raises `LeaseLost`."""
    due = "due_at = now() + %(seconds)s * interval '1 second'"
    _end(conn, lease, f"state = 'queued', attempt = attempt - 1, {due}", seconds=seconds)


def release_all(conn: Connection, worker: str) -> int:
    """Give back what `worker` holds; for its orderly end.  Return how many."""
    return run(
        conn,
        """
        UPDATE analysis SET state = 'queued', attempt = attempt - 1, due_at = now(), lease = NULL,
               lease_until = NULL
         WHERE worker = %(worker)s AND state = 'running'
        """,
        worker=worker,
    )


def _end(conn: Connection, lease: Lease, assignments: str, **parameters: object) -> None:
    """Write the end of an analysis; the row stays locked until the transaction ends."""
    held = run(
        conn,
        f"""
        UPDATE analysis SET lease = NULL, lease_until = NULL, {assignments}
         WHERE id = %(id)s AND lease = %(token)s AND state = 'running'
        """,
        id=lease.id,
        token=lease.token,
        **parameters,
    )
    if not held:
        raise LeaseLost(f"analysis {lease.id} is held by another worker")


_DONE = """
    state = 'done', done_at = now(), ended_at = now(), reason = NULL, engine = %(engine)s, model = %(model)s
    """

# A published row is not due again for a quarter of an hour, yet its message may be claimed at once.
_CLAIM = """
    UPDATE analysis
       SET state = 'running', attempt = attempt + 1, lease = gen_random_uuid(),
           lease_until = now() + %(seconds)s * interval '1 second', published = false,
           worker = %(worker)s, started_at = now(), ended_at = NULL
      FROM media, analyzer LEFT JOIN edition ON edition.analyzer = analyzer.name AND edition.state = 'trial'
     WHERE analysis.media_id = %(media_id)s AND analysis.analyzer = %(analyzer)s
       AND analysis.version = %(version)s AND analysis.segment = %(segment)s
       AND analysis.edition = %(edition)s
       AND analysis.attempt < %(attempts)s
       AND (analysis.state = 'queued' AND (published OR due_at <= now())
            OR analysis.state = 'running' AND lease_until < now())
       AND media.id = analysis.media_id AND media.trashed_at IS NULL
       AND analyzer.name = analysis.analyzer
       AND (analysis.edition = analyzer.edition AND analysis.version = analyzer.version
            OR analysis.edition = edition.id AND analysis.version = edition.version
               AND edition.blocked IS NULL)
       AND analyzer.active AND NOT analyzer.paused AND analyzer.blocked IS NULL
       AND (analysis.priority >= %(person)s OR within_hours(
            analyzer.hours_from, analyzer.hours_until, analyzer.hours_zone, now()))
    RETURNING analysis.id, lease AS token, attempt, span_start AS start, span_end AS stop,
              encode(media.sha512, 'hex') AS sha512, media.path, media.kind, media.mime,
              media.width, media.height, media.duration, media.audio_codec,
              media.size,
              CASE analysis.edition WHEN analyzer.edition THEN analyzer.chosen ELSE edition.chosen END
                  AS chosen,
              CASE analysis.edition WHEN analyzer.edition THEN NULL ELSE edition.model END AS model,
              (CASE WHEN analyzer.placed THEN position_of(media.id) END)[1] AS latitude,
              (CASE WHEN analyzer.placed THEN position_of(media.id) END)[0] AS longitude,
              CASE WHEN analysis.analyzer = 'faces' AND media.kind = 'image' THEN boxes_drawn(media.id)
                   WHEN analysis.analyzer = 'classify' THEN boxes_of_animals(media.id) END AS drawn
    """
