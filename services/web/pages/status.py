"""How the work stands, what failed and why, and what a person can do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web.context import account, connection
from shared.db import analyses, inbox, progress, scrubs, workers
from shared.db.connection import Connection
from shared.db.progress import Failure
from shared.db.unreadable import unreadable
from shared.db.workers import Wish

SHOWN = 200
WISHES: dict[str, Wish | None] = {"pause": "pause", "resume": None, "drain": "drain"}
MOST = 10_000  # failures of one reason that one press tries again


@dataclass(frozen=True)
class Group:
    """Failures of one analyzer for one reason."""

    analyzer: str
    reason: str
    failures: tuple[Failure, ...]


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/status", view_func=status)
    bp.add_url_rule("/status/work", "work", lambda: _fresh("work"))
    bp.add_url_rule("/status/workers", "workers", lambda: _fresh("workers"))
    bp.add_url_rule("/status/troubles", "troubles", lambda: _fresh("troubles"))
    bp.add_url_rule("/status/retry", "retry", retry, methods=["POST"])
    bp.add_url_rule("/status/pause", "pause", pause, methods=["POST"])
    bp.add_url_rule("/status/steer", "steer", steer, methods=["POST"])


def status() -> str:
    """The work of every analyzer, and every file with a problem."""
    with connection() as conn:
        values = _work(conn) | _workers(conn) | _troubles(conn)
    return render_template("status.html", place="status", **values)


def retry() -> Response:
    """Queue failed analyses again: of one file, of one reason, of one analyzer, or all."""
    analyzer, reason = request.form.get("analyzer") or None, request.form.get("reason")
    media_id = request.form.get("media_id", type=int)
    with connection() as conn:
        if reason is None:
            analyses.retry(conn, analyzer=analyzer, media_id=media_id)
        else:
            for failure in progress.failures(conn, analyzer=analyzer, limit=MOST):
                if failure.reason == reason:
                    analyses.retry(conn, analyzer=analyzer, media_id=failure.media_id)
    return _answer("troubles")


def pause() -> Response:
    """Let an analyzer begin nothing new, or go on."""
    change = analyses.pause if request.form.get("paused") else analyses.resume
    with connection() as conn:
        change(conn, request.form.get("analyzer", ""))
    return _answer("work")


def steer() -> Response:
    """Let one worker pause, end after what it holds, or go on."""
    wanted = request.form.get("wish", "")
    if wanted not in WISHES:
        abort(400, "a worker can pause, drain and resume")
    with connection() as conn:
        workers.wish(conn, request.form.get("worker", ""), WISHES[wanted])
    return _answer("workers")


def by_reason(failures: Iterable[Failure]) -> list[Group]:
    """The failures together that have one analyzer and reason, the largest group first."""
    groups: dict[tuple[str, str], list[Failure]] = {}
    for failure in failures:
        groups.setdefault((failure.analyzer, failure.reason), []).append(failure)
    found = [Group(analyzer, reason, tuple(group)) for (analyzer, reason), group in groups.items()]
    return sorted(found, key=lambda group: -len(group.failures))


def _work(conn: Connection) -> dict[str, object]:
    each = progress.analyzers(conn)
    return _marked("work", each=each, overall=progress.overall(each))


def _workers(conn: Connection) -> dict[str, object]:
    return _marked("workers", workers=workers.everyone(conn))


def _troubles(conn: Connection) -> dict[str, object]:
    return _marked(
        "troubles",
        groups=by_reason(progress.failures(conn, limit=SHOWN)),
        unreadable=unreadable(conn, SHOWN),
        originals=scrubs.problems(conn, SHOWN),
        left_in_inbox=inbox.problems(conn),
    )


def _marked(part: str, **values: object) -> dict[str, object]:
    """The values of a part, whether the person may act on them, and a mark that changes with them."""
    held = account()
    values["may_change"] = held is not None and held.role != "viewer"
    return values | {f"{part}_mark": sha256(repr(values).encode()).hexdigest()[:12]}


def _fresh(part: str) -> Response:
    """The part, or 204 where the page shows it already, so that nothing flickers."""
    with connection() as conn:
        values = PARTS[part](conn)
    if request.args.get("mark") == values[f"{part}_mark"]:
        return Response(status=204)
    return Response(render_template(f"_{part}.html", **values))


def _answer(part: str) -> Response:
    if "HX-Request" in request.headers:
        return _fresh(part)
    return redirect(url_for("pages.status"), 303)


PARTS = {"work": _work, "workers": _workers, "troubles": _troubles}
