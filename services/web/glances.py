"""Lets analyzers look at a live picture and says what they see; nothing of it is kept (P34)."""

import time
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, request

from services.web.account import asking
from services.web.answers import Problem, answer
from services.web.context import connection
from services.web.operations import operation, takes
from shared.db import glances, workers

bp = Blueprint("glances", __name__, url_prefix="/api")

LARGEST = 400_000  # bytes of a picture
PATIENCE = 4.0  # seconds for an answer
PACE = 0.1  # seconds that a picture takes at least
POLL = 0.01
LOOKERS = ("detect", "faces", "classify")
JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True)
class Seen:
    """What one analyzer saw: `findings` with label, score and box; or the `problem` that it had."""

    analyzer: str
    findings: list[dict[str, Any]]
    problem: str | None
    seconds: float | None


@dataclass(frozen=True)
class Look:
    """What each analyzer that was asked saw."""

    looks: tuple[Seen, ...]


@bp.post("/glances")
@takes(LARGEST)
@operation({200: Look, 400: Problem, 413: Problem, 429: Problem}, sends="image/jpeg")
def look() -> Response:
    """Look at one JPEG with the analyzers `detect`, `faces` and `classify`, as far as they are named.

    One picture of an account at a time, ten a second at most.
    """
    wanted = [name for name in LOOKERS if name in request.args.getlist("analyzer")]
    frame = request.get_data()
    if not wanted or not frame.startswith(JPEG):
        abort(400, "send a JPEG, and name an analyzer that can look at it: detect, faces or classify")
    began = time.monotonic()
    with connection() as conn:
        there = {worker.analyzer for worker in workers.everyone(conn) if worker.state in {"idle", "working"}}
        able = [name for name in wanted if name in there]
        ids = glances.ask(conn, asking().id, able, frame) if able else []
    if able and not ids:
        abort(429, "the picture before is still looked at")
    try:
        told = _wait(ids, began)
    finally:
        with connection() as conn:
            glances.drop(conn, ids)
    time.sleep(max(PACE - (time.monotonic() - began), 0))
    return answer(Look(tuple(_seen(name, told.get(name), name in there) for name in wanted)))


def _wait(ids: list[int], began: float) -> dict[str, Any]:
    told: dict[str, Any] = {}
    while len(told) < len(ids) and time.monotonic() < began + PATIENCE:
        time.sleep(POLL)
        with connection() as conn:
            told = {one.analyzer: one.answer for one in glances.answers(conn, ids)}
    return told


def _seen(name: str, told: Any, there: bool) -> Seen:
    if told is None:
        reason = "it took too long" if there else "no worker is there to look"
        return Seen(name, [], reason, None)
    return Seen(name, told.get("findings", []), told.get("problem"), told.get("seconds"))
