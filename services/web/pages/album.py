"""One album: its files, its name and order, and how it is deleted and brought back."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from services.web import galleries, saved
from services.web.context import connection, within
from services.web.galleries import DATED, Gallery
from services.web.pages.query import Query
from services.web.pages.sections import sections
from services.web.titles import described, named
from services.web.words import _
from shared.db import album_files, albums
from shared.db.albums import Album
from shared.db.connection import Connection
from shared.db.media import Page
from shared.errors import Conflict


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/albums/<id:album_id>", "album", show_album)
    bp.add_url_rule("/albums/<id:album_id>/edit", view_func=edit_album, methods=["GET", "POST"])
    for name, view in (("order", order_album), ("delete", delete_album), ("restore", restore_album)):
        bp.add_url_rule(f"/albums/<id:album_id>/{name}", view_func=view, methods=["POST"])
    bp.add_url_rule("/albums/<id:album_id>/move", view_func=move_file, methods=["POST"])


def show_album(album_id: int) -> Response:
    """The files in the album's order; for htmx only those behind the cursor."""
    cursor = request.args.get("cursor")
    arranging = "arrange" in request.args
    with connection() as conn:
        album = galleries.visible(conn, album_id)
        gallery = galleries.of_album(album, within())
        page = galleries.page(conn, gallery, cursor, 500 if arranging else 100)
        values = _values(album, gallery, page) | {"arranging": arranging and album.sort == "hand"}
        if cursor and "HX-Request" in request.headers:
            return _answer(render_template("_album_files.html", **values))
        return _answer(render_template("album.html", **values, **_frame(conn, album), begun=bool(cursor)))


def edit_album(album_id: int) -> Response:
    """Name, description and, of a smart album, its search; what was typed stays where it is wrong."""
    with connection() as conn:
        album = galleries.changeable(conn, album_id)
        if request.method == "GET":
            return _form(album, {"name": album.name, "description": album.description, "query": album.query})
        name, description = (
            named(request.form.get("name", "")),
            described(request.form.get("description", "")),
        )
        query = request.form.get("query", "") if album.query is not None else None
        wrong = {} if name else {"name": _("An album needs a name.")}
        try:
            if query is not None and not wrong:
                galleries.fill(conn, album_id, query)
        except (ValidationError, Conflict):
            wrong["query"] = _("This is no search that can fill an album.")
        if wrong:
            return _form(album, {"name": name, "description": description, "query": query}, wrong)
        albums.change(conn, album_id, name=name, description=description)
    return redirect(url_for("pages.album", album_id=album_id), 303)


def order_album(album_id: int) -> Response:
    """Choose the order of the files."""
    chosen = request.form.get("sort", "")
    with connection() as conn:
        album = galleries.changeable(conn, album_id)
        if chosen in galleries.orders(album):
            albums.change(conn, album_id, sort=chosen)
    return redirect(url_for("pages.album", album_id=album_id), 303)


def move_file(album_id: int) -> Response:
    """Put one file a place earlier or later in the order by hand."""
    media_id = request.form.get("id", 0, type=int)
    with connection() as conn:
        album = galleries.changeable(conn, album_id)
        gallery = galleries.of_album(album, within())
        if gallery.shelf and album.sort == "hand":
            beside = galleries.neighbours(conn, gallery, media_id)
            if request.form.get("to") == "earlier" and beside.newer:
                album_files.move(conn, album_id, [media_id], before=beside.newer)
            elif request.form.get("to") == "later" and beside.older:
                album_files.move(conn, album_id, [beside.older], before=media_id)
    return redirect(url_for("pages.album", album_id=album_id, arrange=1, _anchor=f"m{media_id}"), 303)


def delete_album(album_id: int) -> Response:
    """Delete the album and none of its files; the page that follows offers to bring it back."""
    with connection() as conn:
        galleries.changeable(conn, album_id)
        albums.remove(conn, album_id)
    return redirect(url_for("pages.albums", gone=album_id), 303)


def restore_album(album_id: int) -> Response:
    """Bring a deleted album back."""
    with connection() as conn:
        albums.restore(conn, album_id)
        galleries.changeable(conn, album_id)
    return redirect(url_for("pages.album", album_id=album_id), 303)


def _values(album: Album, gallery: Gallery, page: Page) -> dict[str, object]:
    return {
        "album": album,
        "page": Page(page.items, None),
        "next": page.next,
        "months": sections(page.items, timed=gallery.dated),
        "query": Query((("album", str(album.id)), *((("sort", album.sort),) if album.sort in DATED else ()))),
        "evidence": {},
    }


def _frame(conn: Connection, album: Album) -> dict[str, object]:
    return {
        "place": "albums",
        "summary": galleries.summary(conn, album, within()),
        "search": Query.of(saved.filters(album.query)) if album.query is not None else None,
        "orders": galleries.orders(album),
    }


def _form(album: Album, typed: dict[str, str | None], wrong: dict[str, str] | None = None) -> Response:
    search = Query.of(saved.filters(album.query)) if album.query is not None else None
    page = render_template(
        "album_edit.html", place="albums", album=album, search=search, wrong=wrong or {}, **typed
    )
    return make_response(page, 400 if wrong else 200)


def _answer(html: str) -> Response:
    answer = make_response(html)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "HX-Request, Cookie"
    return answer
