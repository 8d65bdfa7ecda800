"""What happens to one message: claim the row, let the analyzer look at the file, store what it found."""

import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg2

from shared import crash, logs, workdirs
from shared.analyzer import Analyzer
from shared.db import analyses, candidates, leases, loads, tallies, workers
from shared.db.connection import Connect
from shared.domain import Derived, Finding, Job, Lease, Media, Span
from shared.errors import (
    BowerbirdError,
    CredentialsRefused,
    InvalidSetting,
    LeaseLost,
    MediaUnavailable,
    MissingWeights,
    StorageFull,
    UntrustedServer,
)
from shared.heartbeat import Heartbeat
from shared.keeping import disk
from shared.settings import Settings
from shared.shelf import Shelf
from shared.text import clean
from shared.trials import Trials

log = logging.getLogger(__name__)

_BRAKE = 2.0  # seconds; in that time a worker hears that it shall take no more messages


class NotMine(BowerbirdError):
    """Another worker can do the work that this one was given, and this one cannot."""


@dataclass(frozen=True)
class Bench:
    """What a run works with.

    `load` brings the analyzer's model into memory unless that was done, and `news` tells once how many
    seconds that took; `late` is the exception that is raised into a run that takes too long.  `analyzer`
    has the model `chosen`; `trials` makes one with another, for a candidate or right after another was
    chosen.
    """

    settings: Settings
    analyzer: Analyzer
    load: Callable[[], None]
    connect: Connect
    heartbeat: Heartbeat
    shelf: Shelf
    name: str
    late: type[Exception]
    chosen: str = ""
    trials: Trials | None = None
    news: Callable[[], float | None] = lambda: None

    @property
    def work(self) -> Path:
        """Where the work folders of this analyzer lie, on the file system of the storage."""
        return self.settings.data / "work" / self.analyzer.name


def run(bench: Bench, job: Job) -> None:
    """Let the analyzer look at one file and store what it found.  Safe to repeat."""
    settings = bench.settings
    with bench.connect() as conn:
        lease = leases.claim(
            conn, job, worker=bench.name, seconds=settings.lease_seconds, attempts=settings.max_attempts
        )
    if lease is None:
        return
    crash.at("leased")
    started = time.monotonic()
    with logs.bound(job=lease.id, media_id=job.media_id, attempt=lease.attempt):
        with bench.heartbeat.of(lease), workdirs.empty(bench.work) as workdir:
            end = _end(bench, lease, workdir)
        crash.at("stored")
        log.info("%s in %.2f s", end, time.monotonic() - started)


def _end(bench: Bench, lease: Lease, workdir: Path) -> str:
    """Bring the analysis to its end and say which."""
    try:
        with disk.full_disk_named():
            return _look(bench, lease, workdir)
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        raise  # nothing can be written now; the lease runs out and the work is done again
    except (CredentialsRefused, UntrustedServer):
        return "dropped, this worker may not write any more"
    except LeaseLost as error:
        return _drop(bench, error)
    except (MediaUnavailable, StorageFull, NotMine) as error:
        return _give_back(bench, lease, str(error))
    except (MissingWeights, InvalidSetting) as error:
        missing: str | None = str(error)
    except Exception as error:  # noqa: BLE001  # the one place: a file must not end the worker
        missing, reason = None, _reason(bench, error)
    # Only here the traceback is gone, and with it the memory that may have run out.
    return _wait(bench, lease, missing) if missing else _fail(bench, lease, reason, workdir)


def _look(bench: Bench, lease: Lease, workdir: Path) -> str:
    bench = _fitting(bench, lease)
    bench.load()
    _check_version(bench, lease)
    media = _split(bench, lease, _media(bench, lease, workdir))
    found: list[Finding] = []
    for item in bench.analyzer.analyze(media):
        if isinstance(item, Derived):
            crash.at("made")
            bench.shelf.keep(lease, item.name, item.file)
            crash.at("derived")
        else:
            found.append(item)
    with bench.connect() as conn:
        leases.finish(conn, lease, found, engine=bench.analyzer.engine, model=bench.analyzer.model)
        workers.ended(conn, bench.name)
        seconds = bench.news()
        if seconds is not None:
            loads.note(conn, bench.analyzer, worker=bench.name, seconds=seconds)
        crash.at("finished")
    return f"{len(found)} found"


def _fitting(bench: Bench, lease: Lease) -> Bench:
    """The bench with the model that this work is for; it was told what `lease.model` is."""
    if bench.trials is None or (lease.chosen == bench.chosen and lease.model is None):
        return bench
    try:
        analyzer, news = _loaded(bench, bench.trials, lease.chosen)
    except (MissingWeights, InvalidSetting) as error:
        raise NotMine(str(error)) from error
    if lease.model is not None and (lease.job.version, lease.model) != (analyzer.version, analyzer.model):
        reason = f"it was begun with {lease.model}, and {analyzer.model} lies here now; begin a new one"
        with bench.connect() as conn:
            candidates.block(conn, lease.job.edition, reason)
        raise NotMine(reason)
    return replace(bench, analyzer=analyzer, load=lambda: None, news=news)


def _loaded(bench: Bench, trials: Trials, chosen: str) -> tuple[Analyzer, Callable[[], float | None]]:
    """The analyzer with this model in memory, where it is once if it is the bench's own; and its news."""
    if chosen != bench.chosen:
        return trials.loaded(chosen), trials.news
    bench.load()
    bench.analyzer.check()
    return bench.analyzer, bench.news


def _check_version(bench: Bench, lease: Lease) -> None:
    """Leave the work to a worker that has the version that it is planned for."""
    analyzer = bench.analyzer
    if lease.job.version > analyzer.version:
        analyzer.check()  # better weights may have come since this one was loaded
    if lease.job.version > analyzer.version:
        raise NotMine(f"it needs version {lease.job.version} of the analyzer, this is {analyzer.version}")


def _media(bench: Bench, lease: Lease, workdir: Path) -> Media:
    """The file, brought here as far as the analyzer reads it."""
    media = Media(
        id=lease.job.media_id,
        kind=lease.kind,
        mime=lease.mime,
        original=Path(),
        preview=None,
        workdir=workdir,
        width=lease.width,
        height=lease.height,
        duration=lease.duration,
        audio_codec=lease.audio_codec,
        span=lease.span,
        position=lease.position,
        drawn=lease.drawn,
        drawn_at=lease.drawn_at,
    )
    try:
        files = bench.shelf.bring(lease, workdir, original=bench.analyzer.reads_original(media))
    except bench.late as error:
        limit = f"JOB_SECONDS={bench.settings.job_seconds:.0f}"
        raise BowerbirdError(f"it could not be fetched within {limit}: the line is slow") from error
    return replace(media, original=files.original, preview=files.preview)


def _split(bench: Bench, lease: Lease, media: Media) -> Media:
    """Make rows of the pieces of a long recording that is not split yet; go on with the first."""
    if lease.job.segment or lease.span != Span():
        return media
    spans = bench.analyzer.spans(media)
    if len(spans) < 2:
        return media
    with bench.connect() as conn:
        analyses.split(conn, lease, spans)
    return replace(media, span=spans[0])


def _drop(bench: Bench, error: LeaseLost) -> str:
    """Count a refused write: only the database outlives this process."""
    with bench.connect() as conn:
        tallies.fenced(conn, bench.analyzer.name)
    return f"dropped, {error}"


def _wait(bench: Bench, lease: Lease, missing: str) -> str:
    try:
        with bench.connect() as conn:
            analyses.block(conn, bench.analyzer.name, missing)
            leases.release(conn, lease)
    except LeaseLost as error:
        return _drop(bench, error)
    return f"waits: {missing}"


def _give_back(bench: Bench, lease: Lease, reason: str) -> str:
    """Leave the file to a later try, and take no other at once that would go the same way."""
    try:
        with bench.connect() as conn:
            leases.release(conn, lease, seconds=bench.settings.backoff_seconds)
            workers.troubled(conn, bench.name, reason)
    except LeaseLost as error:
        return _drop(bench, error)
    time.sleep(min(_BRAKE, bench.settings.backoff_seconds))
    return f"given back: {reason}"


def _fail(bench: Bench, lease: Lease, reason: str, workdir: Path) -> str:
    """End the work on this file for good, unless a full disk may be the reason."""
    if disk.is_full(workdir, Path(tempfile.gettempdir())):
        return _give_back(bench, lease, f"the disk has no room for temporary files; {reason}")
    try:
        with bench.connect() as conn:
            leases.fail(conn, lease, reason)
            workers.ended(conn, bench.name, reason)
    except LeaseLost as error:
        return _drop(bench, error)
    return f"failed: {reason}"


def _reason(bench: Bench, error: Exception) -> str:
    """What a person reads; what nobody foresaw goes to the log with its traceback."""
    if isinstance(error, MemoryError):
        return "ran out of memory"
    if isinstance(error, bench.late):
        return f"took longer than {bench.settings.job_seconds:.0f} s"
    if isinstance(error, BowerbirdError):
        return clean(str(error), 500)
    log.error("%s failed", bench.analyzer.name, exc_info=error)
    if isinstance(error, OSError):
        return f"cannot read or write a file: {error.strerror or type(error).__name__}"
    return clean(f"{type(error).__name__}: {error}", 500)
