"""Links that share an album or a search: made, listed, given another address, revoked."""

from collections.abc import Mapping

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from services.web import galleries, saved
from services.web.context import connection
from services.web.pages.query import Query
from services.web.shares import SHORTEST, Made, New, make, maker, renew, shown
from services.web.words import _
from shared.db import shares
from shared.errors import BowerbirdError

DAYS = ("1", "7", "30", "90", "365", "")
CHOICES = ("album", "query", "title", "days", "password")


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/shares", "shares", show_shares)
    bp.add_url_rule("/shares/new", view_func=new_share)
    bp.add_url_rule("/shares/new", view_func=make_share, methods=["POST"])
    bp.add_url_rule("/shares/<id:share_id>/again", view_func=renew_share, methods=["POST"])
    bp.add_url_rule("/shares/<id:share_id>/revoke", view_func=revoke_share, methods=["POST"])


def show_shares() -> Response:
    """The links, the latest first."""
    return _page()


def new_share() -> Response:
    """The form for a link to an album, or to the search of the address."""
    album = request.args.get("album", type=int)
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name in saved.NAMES]
    query = "" if album is not None else saved.encoded(pairs)
    return _form({"album": album or "", "query": query, "title": "", "days": "30"}, {"nowhere": True})


def make_share() -> Response:
    """Make the link and show it, this once; what was typed stays where it is wrong."""
    typed = {name: request.form.get(name, "") for name in CHOICES}
    ticks = {name: name in request.form for name in ("originals", "nowhere")}
    if typed["password"] and len(typed["password"]) < SHORTEST:
        wrong = {"password": _("A password has at least %(n)s characters.") % {"n": SHORTEST}}
        return _form(typed, ticks, wrong)
    try:
        wanted = New.model_validate(_given(typed) | ticks)
        with connection() as conn:
            made = make(conn, wanted)
    except (ValidationError, BowerbirdError):
        return _form(typed, ticks, {"title": _("This cannot be shared.")})
    return _page(made=made)


def renew_share(share_id: int) -> Response:
    """Give a link another address and show it, this once."""
    with connection() as conn:
        made = renew(conn, share_id)
    return _page(made=made)


def revoke_share(share_id: int) -> Response:
    """End a link."""
    with connection() as conn:
        shares.revoke(conn, share_id, maker())
    return redirect(url_for("pages.shares", revoked=1), 303)


def _given(typed: Mapping[str, str]) -> dict[str, object]:
    return {
        "album": typed["album"] or None,
        "query": None if typed["album"] else typed["query"],
        "title": typed["title"],
        "days": typed["days"] or None,
        "password": typed["password"] or None,
    }


def _form(
    typed: Mapping[str, object], ticks: Mapping[str, bool], wrong: dict[str, str] | None = None
) -> Response:
    with connection() as conn:
        album = galleries.visible(conn, int(str(typed["album"]))) if typed["album"] else None
    search = None if album else Query.of(saved.filters(str(typed["query"])))
    page = render_template(
        "share_new.html",
        place="albums",
        typed=typed,
        ticks={"originals": False, "nowhere": False} | dict(ticks),
        wrong=wrong or {},
        album_shared=album,
        search=search,
        days=DAYS,
    )
    return make_response(page, 400 if wrong else 200)


def _page(made: Made | None = None) -> Response:
    with connection() as conn:
        listed = [shown(share) for share in shares.listed(conn, maker())]
    page = render_template(
        "shares.html",
        place="albums",
        listed=listed,
        made=made,
        revoked="revoked" in request.args,
        everyone=maker() is None,
    )
    return make_response(page)
