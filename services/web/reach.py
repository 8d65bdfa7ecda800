"""Keeps accounts to the part of the library that an admin gave them; admins see all of it.

A view that names a file in its path is checked here.  Every other one is closed to a restricted account
unless it stands in `KEEPS`, so a new view shows such an account nothing until somebody has looked.
"""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from flask import Flask, abort, current_app, g, request
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from services.web.context import account, connection, within
from services.web.filters import parse
from services.web.operations import needed, personal
from shared.db import reach
from shared.db.connection import Connection
from shared.db.reach import Restriction
from shared.db.search import Selection, Within
from shared.errors import NotFound
from shared.people import Account

KEEPS = {  # whose answers hold nothing of other files: they go through `parse` or `reachable`
    *("pages.library", "pages.search", "pages.fresh"),
    *("library.list_media", "library.list_facets", "library.list_evidence"),
    *("auth.leave", "openapi.show", "account.show"),
    *("pages.upload", "upload.begin", "upload.receive"),
    *("pages.albums", "pages.album_card", "pages.create_album", "pages.album", "pages.edit_album"),
    *("pages.order_album", "pages.move_file", "pages.delete_album", "pages.restore_album"),
    *("albums.list_albums", "albums.make_album", "albums.one_album", "albums.change_album"),
    *("duplicates.list_groups", "duplicates.merge", "duplicates.apart", "live.events"),
    *("pages.duplicates", "pages.merge_duplicates", "pages.part_duplicates", "pages.keep_best"),
    *("albums.delete_album", "albums.restore_album", "albums.change_files", "albums.order_files"),
    *(f"marks.{name}" for name in ("favourite", "rating", "tag", "comment", "date", "place", "again")),
    *("marks.discard", "marks.restore", "deeds.undo", "archive.download", "archive.download_many"),
    *("comments.suggest", "comments.edit", "comments.remove"),
}


def guard_reach(app: Flask) -> None:
    """Check every request after the door has let it in."""
    app.before_request(_confine)


def of(conn: Connection, person: Account) -> Within | None:
    """What a person may see; None for all of it."""
    if person.role == "admin":
        return None
    found = reach.restriction(conn, person.id)
    return of_restriction(found) if found else None


def of_restriction(found: Restriction) -> Within:
    """The part of the library that a restriction leaves.  Raises `ValidationError`."""
    return Within(found.folder, searched(found.query))


def searched(query: str) -> Selection | None:
    """What the parameters of a search select; None where there are none.  Raises `ValidationError`."""
    given = MultiDict(parse_qsl(query.removeprefix("?")))
    selection = parse(given).selection if given else None
    return selection and Selection(**(vars(selection) | {"within": None, "trashed": False}))


def reachable(conn: Connection, ids: Sequence[int]) -> list[int]:
    """Those of these files that the person who asks may see."""
    return reach.held(conn, within(), ids)


def check_reach(conn: Connection, media_id: int) -> None:
    """Raise `NotFound` for a file that the person who asks may not see, as for one that there is not."""
    if not reach.visible(conn, within(), media_id):
        raise NotFound(f"no file has the id {media_id}")


def _confine() -> None:
    g.within = None
    person = account() if "account" in g else None
    if person is None or person.role == "admin":
        return
    with connection() as conn:
        try:
            g.within = of(conn, person)
        except ValidationError:
            abort(403, "what your account may see cannot be told any more; an admin can set it right")
        if g.within:
            _check_view(conn)


def _check_view(conn: Connection) -> None:
    """Refuse what is not of the person's part of the library."""
    named = request.view_args or {}
    if "finding_id" in named:
        media_id = reach.pictured(conn, named["finding_id"])
        if media_id is None or not reach.visible(conn, within(), media_id):
            raise NotFound(f"no face has the id {named['finding_id']}")
    elif "media_id" in named:
        check_reach(conn, named["media_id"])
    elif not _keeps(request.endpoint or ""):
        abort(403, "your account sees a part of the library, and this is about all of it")


def _keeps(endpoint: str) -> bool:
    view = current_app.view_functions.get(endpoint)
    if view is None or endpoint == "static":
        return True  # the router's 404 or 405
    return endpoint in KEEPS or needed(view, unsafe=False) in {"public", "worker"} or personal(view)
