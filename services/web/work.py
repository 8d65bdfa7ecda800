"""The analyzers' work: how it stands, and what a person may do about it."""

from dataclasses import dataclass

from flask import Blueprint, Response
from pydantic import BaseModel, Field

from services.web.answers import Problem, answer
from services.web.bodies import read
from services.web.context import connection
from services.web.operations import access, operation
from shared.db import analyses, media, progress, workers
from shared.db.progress import AnalyzerProgress, Failure, Overall
from shared.db.workers import Wish, Worker

bp = Blueprint("work", __name__, url_prefix="/api")


class Again(BaseModel):
    """Which failed analyses to try again: those of one analyzer, of one file, or all."""

    analyzer: str | None = Field(None, max_length=100, pattern=r"^[\w-]*$")
    media_id: int | None = Field(None, ge=1, lt=2**63)


@dataclass(frozen=True)
class Queued:
    """How many analyses were queued."""

    queued: int


@dataclass(frozen=True)
class Paused:
    """Whether an analyzer begins new work."""

    analyzer: str
    paused: bool


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a worker; None where it shall work."""

    worker: str
    wish: Wish | None


@dataclass(frozen=True)
class Status:
    """How the work stands: all together, by analyzer, by worker, and the latest failures."""

    overall: Overall
    analyzers: tuple[AnalyzerProgress, ...]
    workers: tuple[Worker, ...]
    failures: tuple[Failure, ...]


@bp.get("/status")
@operation({200: Status})
def status() -> Response:
    """How the work stands, told from the ledger."""
    with connection() as conn:
        each = progress.analyzers(conn)
        everyone = workers.everyone(conn)
        failures = progress.failures(conn)
    return answer(Status(progress.overall(each), tuple(each), tuple(everyone), tuple(failures)))


@bp.post("/status/retry")
@operation({200: Queued, 400: Problem}, body=Again)
def retry() -> Response:
    """Queue failed analyses again."""
    again = read(Again)
    with connection() as conn:
        return answer(Queued(analyses.retry(conn, analyzer=again.analyzer, media_id=again.media_id)))


@bp.post("/analyzers/<name:name>/pause")
@operation({200: Paused, 404: Problem})
def pause(name: str) -> Response:
    """Let an analyzer begin nothing new; what runs ends."""
    with connection() as conn:
        analyses.pause(conn, name)
    return answer(Paused(name, paused=True))


@bp.post("/analyzers/<name:name>/resume")
@operation({200: Paused, 404: Problem})
def resume(name: str) -> Response:
    """Undo a pause."""
    with connection() as conn:
        analyses.resume(conn, name)
    return answer(Paused(name, paused=False))


@bp.post("/workers/<name:name>/pause")
@operation({200: Wanted, 404: Problem})
def pause_worker(name: str) -> Response:
    """Let one worker take no files until it is resumed; what it holds ends."""
    return _want(name, "pause")


@bp.post("/workers/<name:name>/resume")
@operation({200: Wanted, 404: Problem})
def resume_worker(name: str) -> Response:
    """Undo a pause, or a drain that has not ended yet."""
    return _want(name, None)


@bp.post("/workers/<name:name>/drain")
@operation({200: Wanted, 404: Problem})
def drain_worker(name: str) -> Response:
    """Let one worker end in good order after what it holds."""
    return _want(name, "drain")


def _want(name: str, wish: Wish | None) -> Response:
    with connection() as conn:
        workers.wish(conn, name, wish)
    return answer(Wanted(name, wish))


@bp.post("/media/<id:media_id>/look")
@access("viewer")
@operation({204: None, 404: Problem})
def look(media_id: int) -> Response:
    """Tell that a person looks at a file, so that what is left to do on it comes first."""
    with connection() as conn:
        media.stored(conn, media_id)
        analyses.promote(conn, media_id)
    return Response(status=204)
