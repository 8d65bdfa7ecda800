"""Where XMP says other than people here do: shown, and answered one by one."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web.context import connection, within
from services.web.disputes import Answer, answered
from services.web.words import _
from shared.db import disputes, weighing

SHOWN = 50  # files on a page


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/persons/conflicts", "disputed", show)
    bp.add_url_rule("/persons/conflicts", "settle", settle, methods=["POST"])
    bp.add_app_template_filter(disputed_what)


def show() -> str:
    """The files, the latest reading first; what agrees by now is left out."""
    with connection() as conn:
        weighing.follow(conn, within(), SHOWN)
        files = disputes.disputed(conn, within(), SHOWN)
        total = disputes.count(conn, within())
    return render_template("disputed.html", files=files, total=total, place="crowd")


def settle() -> Response:
    """Let one's own word hold, or that of XMP."""
    asked = Answer.model_validate({name: request.form.get(name) for name in Answer.model_fields})
    with connection() as conn:
        deed = answered(conn, asked)
    return redirect(url_for("pages.disputed", deed=deed, done=asked.holds), 303)


def disputed_what(what: str) -> str:
    """What a conflict is about."""
    return {"rating": _("Stars"), "tag": _("Tag"), "description": _("Description")}.get(what, _("Name"))
