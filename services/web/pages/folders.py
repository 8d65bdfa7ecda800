"""The folders of the library as people put them there, and albums made of them."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web.account import asking
from services.web.context import connection, within
from services.web.pages.query import Query
from services.web.pages.sections import sections
from services.web.titles import named
from shared.db import album_files, albums, folders, media
from shared.db.search import Selection
from shared.text import clean

LONGEST = 300
SHOWN = 60  # files of the folder itself and of those below


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/folders", "folders", show_folders)
    bp.add_url_rule("/folders/album", view_func=album_of_folder, methods=["POST"])


def show_folders() -> Response:
    """The folders below one, and the newest files in it."""
    folder = _named(request.args.get("folder", ""))
    selection = Selection(folders=(folder,) if folder else (), within=within())
    with connection() as conn:
        below = folders.below(conn, folder, within(), clean(request.args.get("after", ""), LONGEST))
        page = media.page(conn, selection, None, SHOWN) if folder else media.Page((), None)
    html = render_template(
        "folders.html",
        place="albums",
        folder=folder,
        trail=_trail(folder),
        below=below,
        behind=folders.last(below),
        page=media.Page(page.items, None),
        more=page.next is not None,
        months=sections(page.items),
        query=Query((("folder", folder),)) if folder else Query(()),
        evidence={},
    )
    return make_response(html)


def album_of_folder() -> Response:
    """Make an album of everything below a folder, called as the folder is."""
    folder = _named(request.form.get("folder", ""))
    if not folder:
        return redirect(url_for("pages.folders"), 303)
    with connection() as conn:
        made = albums.create(conn, named(folder.rpartition("/")[2]) or folder, asking().name)
        album_files.add(conn, made.id, Selection(folders=(folder,), within=within()))
    return redirect(url_for("pages.album", album_id=made.id), 303)


def _named(given: str) -> str:
    return clean(given, LONGEST).strip("/")


def _trail(folder: str) -> list[tuple[str, str]]:
    """The folders that lead here, outermost first: path and name."""
    parts = folder.split("/") if folder else []
    return [("/".join(parts[: n + 1]), part) for n, part in enumerate(parts)]
