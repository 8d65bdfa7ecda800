"""XMP as admins see it: what can be written beside the originals, or downloaded, and how far that is."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web.context import connection, who
from services.web.errands import advance
from services.web.operations import access
from shared.db import disputes, errands, said, sidecars


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/settings/xmp", "xmp", show)
    bp.add_url_rule("/settings/xmp", "write_sidecars", write, methods=["POST"])
    bp.add_url_rule("/settings/xmp/<id:errand_id>", "go_on_writing", go_on, methods=["POST"])


@access("admin")
def show() -> str:
    """How many files people spoke of, what lies beside originals; with `errand` how far writing is."""
    errand_id = request.args.get("errand", type=int)
    with connection() as conn:
        return render_template(
            "settings_xmp.html",
            spoken=len(said.spoken_of(conn)),
            beside=len(sidecars.everything(conn)),
            disputed=disputes.count(conn),
            errand=errands.find(conn, errand_id, who()) if errand_id else None,
            part="xmp",
            place="settings",
        )


@access("admin")
def write() -> Response:
    """Begin to write the sidecars of all files of which people said something."""
    with connection() as conn:
        errand = errands.begin(conn, "sidecars", {}, said.spoken_of(conn), by=who())
    return redirect(url_for("pages.xmp", errand=errand.id), 303)


@access("admin")
def go_on(errand_id: int) -> Response:
    """Write some more of them; for htmx how far it is, which goes on by itself."""
    errand = advance(errand_id)
    if "HX-Request" not in request.headers:
        return redirect(url_for("pages.xmp", errand=errand.id), 303)
    return Response(render_template("_writing.html", errand=errand), mimetype="text/html")
