"""What arrived together, the latest first, and the way back to the inbox."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web.context import account, connection, settings, who
from services.web.operations import access
from services.web.pages.parts import Values, fresh, marked
from shared.db import batches as stored
from shared.db import returns
from shared.db.batches import Batch
from shared.db.connection import Connection
from shared.db.previews import previews

LATEST = 6
PAGE = 30


def add_to(bp: Blueprint) -> None:
    """Add the routes."""
    bp.add_url_rule("/status/arrivals", "arrivals", _renewed)
    bp.add_url_rule("/status/batches", view_func=batches)
    bp.add_url_rule("/status/return/<id:batch>", "give_back", give_back)
    bp.add_url_rule("/status/return/<id:batch>", "ask_back", ask_back, methods=["POST"])


def arrivals(conn: Connection) -> Values:
    """The latest batches."""
    found = stored.history(conn, limit=LATEST + 1)
    return marked("arrivals", more=len(found) > LATEST, **_shown(conn, found[:LATEST]))


def batches() -> str:
    """The history of batches, some at a time."""
    with connection() as conn:
        found = stored.history(conn, before=request.args.get("before", type=int), limit=PAGE + 1)
        values = _shown(conn, found[:PAGE])
    older = found[PAGE - 1].id if len(found) > PAGE else None
    return render_template("batches.html", older=older, place="status", **values)


@access("admin")
def give_back(batch: int) -> str:
    """Ask whether a batch is to go back to the inbox, and say what that does."""
    with connection() as conn:
        found = stored.found(conn, batch)
        values = _shown(conn, [found])
        outlook = returns.outlook(conn, batch)
    folder = settings().inbox / f"returned-{batch}"
    return render_template(
        "return.html", batch=found, outlook=outlook, folder=folder, place="status", **values
    )


@access("admin")
def ask_back(batch: int) -> Response:
    """Have ingest give the batch back."""
    with connection() as conn:
        stored.found(conn, batch)
        returns.ask(conn, batch, who())
    return redirect(url_for("pages.status", _anchor=f"batch-{batch}"), 303)


def _shown(conn: Connection, found: list[Batch]) -> Values:
    held = account()
    return {
        "batches": found,
        "pictures": previews(conn, [media_id for batch in found for media_id in batch.preview]),
        "may_return": held is not None and held.role == "admin",
    }


def _renewed() -> Response:
    with connection() as conn:
        values = arrivals(conn)
    return fresh("arrivals", values)
