"""What failed and why, what cannot be read, and what a person can do about it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web.context import connection, who
from services.web.pages.parts import Values, changed, fresh, marked
from shared.db import analyses, failures, inbox, scrubs
from shared.db.connection import Connection
from shared.db.unreadable import unreadable

SHOWN = 200
PAGE = 60


def add_to(bp: Blueprint) -> None:
    """Add the routes."""
    bp.add_url_rule("/status/troubles", "troubles", _renewed)
    bp.add_url_rule("/status/failed", view_func=failed)
    bp.add_url_rule("/status/retry", "retry", retry, methods=["POST"])
    bp.add_url_rule("/status/aside", "aside", aside, methods=["POST"])


def troubles(conn: Connection) -> Values:
    """Everything that went wrong, with counts over all of it and the latest of each."""
    aside_too = bool(request.args.get("aside"))
    groups = failures.groups(conn)
    hidden = failures.groups(conn, aside=True) if aside_too else []
    latest = [number for group in [*groups, *hidden] for number in group.latest]
    return marked(
        "troubles",
        groups=groups,
        hidden=hidden,
        hidden_count=len(hidden) if aside_too else failures.count_aside(conn),
        files=failures.named(conn, latest),
        unreadable=unreadable(conn, SHOWN),
        originals=scrubs.problems(conn, SHOWN),
        left_in_inbox=inbox.problems(conn),
    )


def failed() -> str:
    """All files that failed for one reason, some at a time."""
    analyzer, key = request.args.get("analyzer", ""), request.args.get("group", "")
    with connection() as conn:
        group = failures.group(conn, analyzer, key)
        before = request.args.get("before", type=int)
        found = failures.of_group(conn, analyzer, key, before=before, limit=PAGE + 1)
    return render_template(
        "failed.html",
        group=group,
        files=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        place="status",
    )


def retry() -> Response:
    """Queue failed analyses again: of one file, of one reason, of one analyzer, or all."""
    analyzer, key = request.form.get("analyzer") or None, request.form.get("group")
    with connection() as conn:
        if analyzer and key:
            failures.retry(conn, analyzer, key)
        else:
            analyses.retry(conn, analyzer=analyzer, media_id=request.form.get("media_id", type=int))
    if shown := request.form.get("shown"):
        return redirect(url_for("pages.failed", analyzer=analyzer, group=shown), 303)
    return _answer()


def aside() -> Response:
    """Put the failures of one reason aside, or bring them back."""
    analyzer, key = request.form.get("analyzer", ""), request.form.get("group", "")
    if not (analyzer and len(key) == 32):
        abort(400, "which failures is told by `analyzer` and `group`")
    with connection() as conn:
        if request.form.get("back"):
            failures.bring_back(conn, analyzer, key)
        else:
            failures.put_aside(conn, analyzer, key, who())
    return _answer()


def _renewed() -> Response:
    with connection() as conn:
        values = troubles(conn)
    return fresh("troubles", values)


def _answer() -> Response:
    with connection() as conn:
        values = troubles(conn)
    return changed("troubles", values)
