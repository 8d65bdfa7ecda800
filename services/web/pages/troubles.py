"""What failed and why, what cannot be read, and what a person can do about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web.context import connection, who
from services.web.pages.parts import Values, changed, fresh, marked
from shared.db import analyses, failures, inbox, scrubs
from shared.db.connection import Connection
from shared.db.failures import Group
from shared.db.unreadable import unreadable

SHOWN = 200
PAGE = 60


def add_to(bp: Blueprint) -> None:
    """Add the routes."""
    bp.add_url_rule("/status/troubles", "troubles", _renewed)
    bp.add_url_rule("/status/failed", view_func=failed)
    bp.add_url_rule("/status/retry", "retry", retry, methods=["POST"])
    bp.add_url_rule("/status/aside", "aside", aside, methods=["POST"])


@dataclass(frozen=True)
class Trouble:
    """Files that failed for one reason, and in which analyzers all of them did."""

    group: Group
    analyzers: tuple[str, ...]


def joined(groups: Sequence[Group]) -> list[Trouble]:
    """One trouble for the same files and the same reason: a broken file fails wherever it is looked at."""
    same: dict[tuple[str, str], list[Group]] = {}
    for group in groups:
        same.setdefault((group.key, group.which), []).append(group)
    return [Trouble(each[0], tuple(one.analyzer for one in each)) for each in same.values()]


def troubles(conn: Connection) -> Values:
    """Everything that went wrong, with counts over all of it and the latest of each."""
    aside_too = bool(request.args.get("aside"))
    groups = failures.groups(conn)
    hidden = failures.groups(conn, aside=True) if aside_too else []
    latest = [number for group in [*groups, *hidden] for number in group.latest]
    return marked(
        "troubles",
        groups=joined(groups),
        hidden=joined(hidden),
        hidden_count=len({group.key for group in hidden}) if aside_too else failures.count_aside(conn),
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
    """Queue failed analyses again: of one file, of one reason, of some analyzers, or all."""
    names: list[str | None] = [name for name in request.form.getlist("analyzer") if name]
    key = request.form.get("group")
    with connection() as conn:
        for analyzer in names or [None]:
            if analyzer and key:
                failures.retry(conn, analyzer, key)
            else:
                analyses.retry(conn, analyzer=analyzer, media_id=request.form.get("media_id", type=int))
    if shown := request.form.get("shown"):
        return redirect(url_for("pages.failed", analyzer=names[:1], group=shown), 303)
    return _answer()


def aside() -> Response:
    """Put the failures of one reason aside, or bring them back."""
    names, key = request.form.getlist("analyzer"), request.form.get("group", "")
    if not (names and all(names) and len(key) == 32):
        abort(400, "which failures is told by `analyzer` and `group`")
    with connection() as conn:
        for analyzer in names:
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
