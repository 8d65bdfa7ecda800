"""Which rows of the ledger are to be told to the broker, and what became of those that were."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.connection import Connection, rows, run, value
from shared.db.workers import ALIVE
from shared.domain import Job, Priority

_FILLING = 0x6F7574626F78
LONGEST_WAIT = 3600  # seconds between two attempts
WORKS = "analyzer.active AND NOT analyzer.paused AND analyzer.blocked IS NULL"
_BOTTOM, _TOP = -32768, 32767
IN_HOURS = "within_hours(analyzer.hours_from, analyzer.hours_until, analyzer.hours_zone, now())"


@dataclass(frozen=True)
class Lane:
    """One queue of one analyzer: what people wait for, or the bulk; `published` messages are out."""

    analyzer: str
    person: bool
    published: int


@dataclass(frozen=True)
class _Line:
    """An edition and version that has work, and which priorities of it have their turn."""

    edition: int
    version: int
    low: int
    high: int


@dataclass(frozen=True)
class Due:
    """A row to publish."""

    id: int
    media_id: int
    analyzer: str
    version: int
    segment: int
    edition: int

    @property
    def job(self) -> Job:
        """What the message says."""
        return Job(self.media_id, self.analyzer, self.version, self.segment, self.edition)


@dataclass(frozen=True)
class Expired:
    """An analysis whose lease ran out, and the `state` it is in now: queued, or failed for good."""

    job: int
    media_id: int
    analyzer: str
    attempt: int
    state: str


@dataclass(frozen=True)
class Swept:
    """What `sweep` did: leases that had run out, and how many messages are believed lost."""

    expired: tuple[Expired, ...]
    unclaimed: int


def alone(conn: Connection) -> bool:
    """Whether no other dispatcher is filling the queues; this one may until its transaction ends."""
    return bool(value(conn, "SELECT pg_try_advisory_xact_lock(%(lock)s)", lock=_FILLING))


def known(conn: Connection) -> list[str]:
    """The names of all analyzers."""
    return list(value(conn, "SELECT coalesce(array_agg(name ORDER BY name), '{}') FROM analyzer"))


def lanes(conn: Connection) -> list[Lane]:
    """The lanes of every analyzer that is on and neither paused nor blocked, persons' first.

    The bulk has to wait for the analyzer's hours, and for analyzers of a higher rank that have work.
    """
    return rows(
        conn,
        Lane,
        f"""
        SELECT analyzer.name AS analyzer, lane.person,
               (SELECT count(*) FROM analysis
                 WHERE published AND analysis.analyzer = analyzer.name
                   AND (priority >= %(person)s) = lane.person) AS published
          FROM analyzer CROSS JOIN (VALUES (true), (false)) AS lane (person)
         WHERE {WORKS} AND (lane.person OR {IN_HOURS} AND NOT EXISTS (
                SELECT FROM analyzer AS busier
                 WHERE busier.rank > analyzer.rank AND {_busy("busier")}))
         ORDER BY lane.person DESC, rank DESC, analyzer.name
        """,
        person=Priority.PERSON,
        alive=ALIVE,
    )


def _busy(name: str) -> str:
    """Whether an analyzer, by this alias, has work now and a worker to do it."""
    own = f"""analysis.analyzer = {name}.name AND analysis.edition = {name}.edition
              AND analysis.version = {name}.version"""
    return f"""
        {WORKS.replace("analyzer.", f"{name}.")} AND {IN_HOURS.replace("analyzer.", f"{name}.")}
        AND EXISTS (SELECT FROM worker
                     WHERE worker.analyzer = {name}.name AND refusal IS NULL
                       AND seen_at > now() - %(alive)s * interval '1 second')
        AND (EXISTS (SELECT FROM analysis WHERE {own} AND published)
             OR EXISTS (SELECT FROM analysis WHERE {own} AND state = 'running')
             OR EXISTS (SELECT FROM analysis
                         WHERE {own} AND state = 'queued' AND NOT published AND due_at <= now()))
        """


def due(conn: Connection, lane: Lane, *, window: int, batch: int) -> list[Due]:
    """The next rows of `lane` to publish, locked: priority first, then the newest file.

    At most `batch`, and no more than keep `window` messages out.  Before the bulk go the files that a
    candidate is tried on, for a person waits for them; after it those of one that sees the whole library.
    """
    lowest, highest = (Priority.PERSON, _TOP) if lane.person else (_BOTTOM, Priority.PERSON - 1)
    found: list[Due] = []
    for line in rows(conn, _Line, _LINES, analyzer=lane.analyzer):
        found += rows(
            conn,
            Due,
            _DUE,
            **{"analyzer": lane.analyzer, "edition": line.edition, "version": line.version},
            **{"low": max(lowest, line.low), "high": min(highest, line.high)},
            **{"lowest": lowest, "highest": highest, "window": window},
            **{"batch": batch, "found": len(found)},
        )
    return found


def mark(conn: Connection, ids: Sequence[int], *, seconds: float) -> None:
    """Note that messages for these rows are out; unclaimed they are due again after `seconds`."""
    run(
        conn,
        """
        UPDATE analysis SET published = true, due_at = now() + %(seconds)s * interval '1 second'
         WHERE id = ANY (%(ids)s) AND state = 'queued'
        """,
        ids=list(ids),
        seconds=seconds,
    )


def lost(conn: Connection, lane: Lane, *, published_before: float, seconds: float, held: int) -> int:
    """Make rows due whose message, older than `published_before` seconds, an empty queue has not got.

    A busy worker may hold `held` messages more; that few are not believed lost while it works.
    `seconds` is what `mark` was told.  Return how many.
    """
    return run(
        conn,
        """
        WITH unclaimed AS (
            SELECT id FROM analysis
             WHERE published AND analyzer = %(analyzer)s
               AND (priority >= %(person)s) = %(lane)s
               AND due_at < now() + (%(seconds)s - %(age)s) * interval '1 second'
        )
        UPDATE analysis SET published = false, due_at = now()
         WHERE id IN (SELECT id FROM unclaimed)
           AND (SELECT count(*) FROM unclaimed)
               > (SELECT count(*) * %(held)s FROM analysis
                   WHERE state = 'running' AND analyzer = %(analyzer)s)
        """,
        analyzer=lane.analyzer,
        lane=lane.person,
        person=Priority.PERSON,
        seconds=seconds,
        age=published_before,
        held=held,
    )


def sweep(conn: Connection, *, attempts: int, backoff: float) -> Swept:
    """Take back expired leases, give up after `attempts`, and let unclaimed messages be sent again.

    Work taken back waits for `backoff` seconds times two to the power of its attempts, at most an hour.
    """
    expired = rows(conn, Expired, _EXPIRED, attempts=attempts, backoff=backoff, longest=LONGEST_WAIT)
    unclaimed = run(conn, "UPDATE analysis SET published = false WHERE published AND due_at < now()")
    return Swept(tuple(expired), unclaimed)


def dead(conn: Connection, job: Job, *, attempts: int, backoff: float) -> None:
    """Note that the broker gave up on the message of `job`: send another later, or give up too."""
    run(
        conn,
        """
        UPDATE analysis
           SET published = false, state = CASE WHEN attempt >= %(attempts)s THEN 'failed' ELSE state END,
               reason = CASE WHEN attempt >= %(attempts)s THEN %(reason)s ELSE reason END,
               ended_at = CASE WHEN attempt >= %(attempts)s THEN now() ELSE ended_at END,
               due_at = now() + least(%(backoff)s * 2 ^ attempt, %(longest)s) * interval '1 second'
         WHERE media_id = %(media_id)s AND analyzer = %(analyzer)s AND version = %(version)s
           AND segment = %(segment)s AND edition = %(edition)s AND state = 'queued'
        """,
        **vars(job),
        attempts=attempts,
        backoff=backoff,
        longest=LONGEST_WAIT,
        reason="the message broker gave this file up after too many deliveries",
    )


_EXPIRED = """
    WITH expired AS (
        SELECT id FROM analysis WHERE state = 'running' AND lease_until < now() FOR UPDATE SKIP LOCKED
    )
    UPDATE analysis
       SET state = CASE WHEN attempt >= %(attempts)s THEN 'failed' ELSE 'queued' END,
           reason = 'stopped ' || attempt || ' times while this file was looked at: '
                    || 'a crash, out of memory or out of time',
           ended_at = CASE WHEN attempt >= %(attempts)s THEN now() END,
           due_at = now() + least(%(backoff)s * 2 ^ attempt, %(longest)s) * interval '1 second',
           lease = NULL, lease_until = NULL
      FROM expired WHERE analysis.id = expired.id
    RETURNING analysis.id AS job, media_id, analyzer, attempt, state
    """

# Before the bulk go the files that a candidate is tried on, after it those of one that sees all.
_LINES = f"""
    SELECT id AS edition, version, {Priority.NEW} AS low, {_TOP} AS high FROM edition
     WHERE analyzer = %(analyzer)s AND state = 'trial' AND blocked IS NULL AND version IS NOT NULL
    UNION ALL
    SELECT edition, version, {_BOTTOM}, {_TOP} FROM analyzer WHERE name = %(analyzer)s
    UNION ALL
    SELECT id, version, {_BOTTOM}, {Priority.BACKFILL} FROM edition
     WHERE analyzer = %(analyzer)s AND state = 'trial' AND blocked IS NULL AND version IS NOT NULL
    """
# Edition and version are values here and no columns of a join, so that the index gives the order.
_DUE = """
    SELECT id, media_id, analyzer, version, segment, edition FROM analysis
     WHERE analyzer = %(analyzer)s AND edition = %(edition)s AND version = %(version)s
       AND state = 'queued' AND NOT published AND due_at <= now() AND priority BETWEEN %(low)s AND %(high)s
     ORDER BY priority DESC, media_id DESC, segment
     LIMIT greatest(0, least(%(batch)s, %(window)s - (
           SELECT count(*) FROM analysis AS sent
            WHERE published AND sent.analyzer = %(analyzer)s
              AND sent.priority BETWEEN %(lowest)s AND %(highest)s)) - %(found)s)
       FOR UPDATE OF analysis SKIP LOCKED
    """
