"""The trash: what was deleted, how long it stays, and the ways back and out."""

from flask import Blueprint, redirect, render_template, request, url_for
from pydantic import TypeAdapter
from werkzeug.wrappers import Response

from services.web.context import account, connection, settings, who, within
from services.web.operations import access
from shared.db import marks, merging, trash
from shared.db.connection import Connection
from shared.db.search import Selection

PAGE = 120
IDS = TypeAdapter(list[int])


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/trash", "trash", show)
    bp.add_url_rule("/trash/restore", "restore_files", restore, methods=["POST"])
    bp.add_url_rule("/trash/remove", "remove_files", remove, methods=["POST"])


def show() -> str:
    """What lies in the trash, the latest first; for htmx only the next files."""
    after = request.args.get("after", 0, type=int)
    with connection() as conn:
        found = trash.page(conn, settings().trash_days, within=within(), after=after, limit=PAGE + 1)
        if after and "HX-Request" in request.headers:
            return render_template("_trash_files.html", **_files(found))
        count, size = trash.held(conn, within())
    held = account()
    return render_template(
        "trash.html",
        place="trash",
        count=count,
        size=size,
        days=settings().trash_days,
        may_remove=held is not None and held.role == "admin",
        restored=request.args.get("restored", 0, type=int),
        given=bool(request.args.get("given")),
        removed=request.args.get("removed", 0, type=int),
        **_files(found),
    )


def restore() -> Response:
    """Put the chosen files back into the library, or all where `all` is given."""
    with connection() as conn:
        ids = _chosen(conn)
        changed, _ = trash.restore(conn, ids, who())
        given = merging.given(conn, ids)
    return redirect(url_for("pages.trash", restored=changed, given=1 if given else None), 303)


@access("admin")
def remove() -> Response | str:
    """Delete the chosen files for good, or all; asks first."""
    if "confirmed" not in request.form:
        with connection() as conn:
            count = len(_chosen(conn))
        if not count:
            return redirect(url_for("pages.trash"), 303)
        whole = "all" in request.form
        ids = [] if whole else request.form.getlist("id")
        return render_template("trash_confirm.html", place="trash", count=count, ids=ids, whole=whole)
    with connection() as conn:
        changed = trash.doom(conn, _chosen(conn))
    return redirect(url_for("pages.trash", removed=changed), 303)


def _chosen(conn: Connection) -> list[int]:
    ids = None if "all" in request.form else IDS.validate_python(request.form.getlist("id"))
    return marks.chosen(conn, Selection(within=within(), trashed=True), ids)


def _files(found: list[trash.Discarded]) -> dict[str, object]:
    more = len(found) > PAGE
    return {
        "files": found[:PAGE],
        "after": found[PAGE - 1].id if more else None,
    }
