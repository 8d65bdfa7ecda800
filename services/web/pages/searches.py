"""A search is kept: as a smart album that is new, or in one that there is."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from services.web import galleries, saved
from services.web.account import asking
from services.web.context import connection, within
from services.web.pages.query import Query
from services.web.titles import named
from services.web.words import _
from shared.db import albums
from shared.db.albums import Album
from shared.errors import Conflict


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/albums/save", view_func=save_search)
    bp.add_url_rule("/albums/save", view_func=keep_search, methods=["POST"])


def save_search() -> Response:
    """The form for the search of the address."""
    return _form(saved.encoded(request.args.items(multi=True)))


def keep_search() -> Response:
    """Keep the search and go to its album."""
    query, name = request.form.get("query", ""), named(request.form.get("name", ""))
    album_id = request.form.get("album", 0, type=int)
    if not album_id and not name:
        return _form(query, wrong=_("An album needs a name."))
    with connection() as conn:
        try:
            if album_id:
                galleries.changeable(conn, album_id)
            made = album_id or albums.create(conn, name, asking().name).id
            galleries.fill(conn, made, query)
        except (ValidationError, Conflict):
            conn.rollback()
            made = 0
    if not made:
        return _form(query, name=name, wrong=_("This search names another smart album, or cannot be saved."))
    return redirect(url_for("pages.album", album_id=made), 303)


def _form(query: str, *, name: str = "", wrong: str | None = None) -> Response:
    search = Query.of(saved.filters(query))
    values = {"search": search, "query": query, "name": name, "wrong": wrong, "smart": _smart()}
    return make_response(render_template("search_save.html", place="albums", **values), 400 if wrong else 200)


def _smart() -> list[Album]:
    """The smart albums that the one who asks may change."""
    with connection() as conn:
        found = [album for album in albums.everything(conn) if album.query is not None]
    return [album for album in found if within() is None or album.made_by == asking().name]
