"""Lets analyzers look at a live picture and says what they see; nothing of it is kept (P34)."""

import time
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, request

from services.web import models
from services.web.account import asking
from services.web.answers import Problem, answer
from services.web.context import connection
from services.web.operations import operation, takes
from shared.db import glances, steering, workers
from shared.db.connection import Connection

bp = Blueprint("glances", __name__, url_prefix="/api")

LARGEST = 400_000  # bytes of a picture
PATIENCE = 4.0  # seconds for an answer
PACE = 0.1  # seconds that a picture takes at least
POLL = 0.01
LOOKERS = ("detect", "faces", "classify", "ocr", "attributes", "mesh", "pose")
CHOOSING = ("detect", "classify")  # those of which another model may be asked
JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True)
class Seen:
    """What one analyzer saw: `findings` with label, score and box, and of `mesh` and `pose` an outline.

    Or the `problem` that it had.
    """

    analyzer: str
    findings: list[dict[str, Any]]
    problem: str | None
    seconds: float | None


@dataclass(frozen=True)
class Look:
    """What each analyzer that was asked saw."""

    looks: tuple[Seen, ...]


@dataclass(frozen=True)
class Looker:
    """An analyzer that may look: whether it is `wanted` at all and a worker is `there`.

    `model` is the one at work, `models` those that may be asked in its place.
    """

    name: str
    wanted: bool
    there: bool
    model: str
    models: tuple[str, ...]


def lookers(conn: Connection) -> dict[str, Looker]:
    """The analyzers that can look at live pictures, as they stand."""
    alive = {one.analyzer: one for one in workers.everyone(conn) if one.state in {"idle", "working"}}
    off = {one.name for one in steering.everyone(conn) if one.discreet and not one.active}
    return {
        name: Looker(
            name,
            wanted=name not in off,
            there=name in alive,
            model=alive[name].model if name in alive else "",
            models=tuple(one.name for one in models.of(conn, name) if one.there) if name in CHOOSING else (),
        )
        for name in LOOKERS
    }


@bp.post("/glances")
@takes(LARGEST)
@operation({200: Look, 400: Problem, 413: Problem, 429: Problem}, sends="image/jpeg")
def look() -> Response:
    """Look at one JPEG with the analyzers that are named: detect, faces, classify, ocr, attributes, mesh,
    pose.

    `detect:yolo11n.onnx` asks for another model.  One picture of an account at a time, ten a second at most.
    """
    asked = dict(one.partition(":")[::2] for one in request.args.getlist("analyzer"))
    wanted = {name: asked[name] for name in LOOKERS if name in asked}
    frame = request.get_data()
    if not wanted or not frame.startswith(JPEG):
        abort(400, f"send a JPEG, and name an analyzer that can look at it: {', '.join(LOOKERS)}")
    began = time.monotonic()
    with connection() as conn:
        known = lookers(conn)
        why = {name: _unable(known[name], model) for name, model in wanted.items()}
        able = {name: model for name, model in wanted.items() if not why[name]}
        ids = glances.ask(conn, asking().id, able, frame) if able else []
    if able and not ids:
        abort(429, "the picture before is still looked at")
    try:
        told = _wait(ids, began)
    finally:
        with connection() as conn:
            glances.drop(conn, ids)
    time.sleep(max(PACE - (time.monotonic() - began), 0))
    return answer(Look(tuple(_seen(name, told.get(name), why[name]) for name in wanted)))


def _unable(looker: Looker, model: str) -> str:
    """Why an analyzer cannot look; empty where it can."""
    if not looker.wanted:
        return "it is switched off in the settings"
    if not looker.there:
        return "no worker is there to look"
    return f"no worker has the model {model}" if model and model not in looker.models else ""


def _wait(ids: list[int], began: float) -> dict[str, Any]:
    told: dict[str, Any] = {}
    while len(told) < len(ids) and time.monotonic() < began + PATIENCE:
        time.sleep(POLL)
        with connection() as conn:
            told = {one.analyzer: one.answer for one in glances.answers(conn, ids)}
    return told


def _seen(name: str, told: Any, why: str) -> Seen:
    if told is None:
        return Seen(name, [], why or "it took too long", None)
    return Seen(name, told.get("findings", []), told.get("problem"), told.get("seconds"))
