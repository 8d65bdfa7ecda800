"""The seasons of the house, and the words that follow from figures, as admins set them."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web.context import connection
from services.web.operations import access
from services.web.words import _
from shared.db import house


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/settings/seasons", "seasons", show)
    bp.add_url_rule("/settings/seasons", "put_seasons", put, methods=["POST"])
    bp.add_url_rule("/settings/words", "put_words", put_words, methods=["POST"])


@access("admin")
def show() -> str:
    """In which half of the world the house stands, and by which words files are found."""
    with connection() as conn:
        held = house.house(conn)
    said = _("Saved. The words of the files follow, a hundred a second.") if "saved" in request.args else None
    return render_template(
        "settings_seasons.html", place="settings", part="seasons", south=held.south, told=held.told, said=said
    )


@access("admin")
def put() -> Response:
    """Write down in which half of the world the house stands."""
    with connection() as conn:
        house.settle(conn, in_the_south=request.form.get("half") == "south")
    return redirect(url_for("pages.seasons", saved=1), 303)


@access("admin")
def put_words() -> Response:
    """Write down whether files are found by words that follow from their figures."""
    with connection() as conn:
        house.tell(conn, words="told" in request.form)
    return redirect(url_for("pages.seasons", saved=1), 303)
