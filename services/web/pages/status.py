"""Activity: how the work stands, what came in, what failed and why, and what a person can do about it."""

from functools import partial

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from services.web.context import connection, is_admin
from services.web.pages import batches, troubles
from services.web.pages.parts import Values, changed, fresh, marked
from shared.db import analyses, pace, progress, successors, workers
from shared.db.connection import Connection
from shared.db.workers import Wish

WISHES: dict[str, Wish | None] = {"pause": "pause", "resume": None, "drain": "drain"}
HOUR, DAY = 60, 24 * 60  # minutes


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/status", view_func=status)
    bp.add_url_rule("/status/work", "work", partial(_renewed, "work"))
    bp.add_url_rule("/status/workers", "workers", partial(_renewed, "workers"))
    bp.add_url_rule("/status/pause", "pause", pause, methods=["POST"])
    bp.add_url_rule("/status/steer", "steer", steer, methods=["POST"])
    troubles.add_to(bp)
    batches.add_to(bp)


def status() -> str:
    """The work of every analyzer, the latest arrivals, the workers, and every file with a problem."""
    with connection() as conn:
        values = _work(conn) | _workers(conn) | troubles.troubles(conn) | batches.arrivals(conn)
    return render_template("status.html", place="status", **values)


def pause() -> Response:
    """Let an analyzer begin nothing new, or go on."""
    change = analyses.pause if request.form.get("paused") else analyses.resume
    with connection() as conn:
        change(conn, request.form.get("analyzer", ""))
        values = _work(conn)
    return changed("work", values)


def steer() -> Response:
    """Let one worker pause, end after what it holds, or go on."""
    wanted = request.form.get("wish", "")
    if wanted not in WISHES:
        abort(400, "a worker can pause, drain and resume")
    with connection() as conn:
        workers.wish(conn, request.form.get("worker", ""), WISHES[wanted])
        values = _workers(conn)
    return changed("workers", values)


def _work(conn: Connection) -> Values:
    each = progress.analyzers(conn)
    day = pace.curves(conn, minutes=DAY, step=15)
    together = [sum(counts) for counts in zip(*day.values(), strict=True)]
    return marked(
        "work",
        each=each,
        successors=successors.successors(conn, each),
        admin=is_admin(),
        overall=progress.overall(each),
        hour=pace.curves(conn, minutes=HOUR, step=2),
        day=together,
    )


def _workers(conn: Connection) -> Values:
    return marked("workers", workers=workers.everyone(conn))


def _renewed(part: str) -> Response:
    with connection() as conn:
        values = PARTS[part](conn)
    return fresh(part, values)


PARTS = {"work": _work, "workers": _workers}
