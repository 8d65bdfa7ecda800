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
    *("pages.library", "pages.search", "pages.fresh", "pages.some_words"),
    "similar.list_similar",
    *("library.list_media", "library.list_facets", "library.list_evidence", "completion.complete"),
    *("pages.moments", "scenes.list_moments"),
    *("auth.leave", "openapi.show", "account.show"),
    *("pages.upload", "upload.begin", "upload.receive"),
    *(
        "pages.albums",
        "pages.album_card",
        "pages.album_days",
        "pages.create_album",
        "pages.album",
        "pages.edit_album",
    ),
    *("pages.order_album", "pages.move_file", "pages.delete_album", "pages.restore_album"),
    *("albums.list_albums", "albums.make_album", "albums.one_album", "albums.change_album"),
    *("duplicates.list_groups", "duplicates.merge", "duplicates.apart", "live.events"),
    *(
        "pages.duplicates",
        "pages.repeats",
        "pages.merge_duplicates",
        "pages.part_duplicates",
        "pages.keep_best",
    ),
    *("pages.statistics", "pages.statistics_seen", "pages.statistics_kept"),
    *("pages.live", "glances.look"),
    *(f"copies.{name}" for name in ("list_changes", "show_tree", "show_branch", "show_leaf")),
    *(
        "library.list_months",
        "pages.narrow",
        "pages.narrow_folders",
        "pages.on_this_day",
        "pages.choose_day",
        "pages.outbound",
    ),
    *("pages.map", "pages.strip", "pages.tray", "atlas.show_map", "atlas.list_years", "atlas.find_places"),
    *("atlas.list_places", "atlas.name_place", "tiles.show_ground", "tiles.show_tile"),
    *(f"sending.{name}" for name in ("begin", "show", "go_on", "give_up")),
    *("pages.folders", "pages.album_of_folder", "pages.save_search", "pages.keep_search"),
    *("pages.shares", "pages.new_share", "pages.make_share", "pages.renew_share", "pages.revoke_share"),
    *("shares.list_shares", "shares.make_share", "shares.renew_share", "shares.revoke_share"),
    *("albums.delete_album", "albums.restore_album", "albums.change_files", "albums.order_files"),
    *(f"marks.{name}" for name in ("favourite", "rating", "tag", "comment", "date", "place", "again")),
    *(
        "marks.discard",
        "marks.restore",
        "deeds.undo",
        *(f"errands.{name}" for name in ("list_errands", "begin", "step", "stop")),
        "archive.download",
        "archive.download_many",
    ),
    *("pages.crowd", "pages.portrait", "pages.loose", "pages.name_person", "pages.unite_people"),
    *("pages.disputed", "pages.settle", "disputes.list_conflicts", "disputes.settle"),
    *("pages.hide_people", "pages.say_faces", "likenesses.say"),
    *(f"crowd.{name}" for name in ("list_people", "show_person", "list_faces", "list_suggestions")),
    *(f"crowd.{name}" for name in ("list_loose", "name_person", "cover_person", "unite_people")),
    *("crowd.hide_people",),
    *("comments.suggest", "comments.edit", "comments.remove", "pages.trash", "pages.restore_files"),
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
    selection = parse(given, strict=False, exact=True).selection if given else None
    return selection and Selection(**(vars(selection) | {"within": None, "trashed": False, "sort": "newest"}))


def reachable(conn: Connection, ids: Sequence[int]) -> list[int]:
    """Those of these files that the person who asks may see."""
    return reach.held(conn, within(), ids)


def check_reach(conn: Connection, media_id: int) -> None:
    """Raise `NotFound` for a file that the person who asks may not see, as for one that there is not."""
    if not reach.visible(conn, within(), media_id):
        raise NotFound(f"no file has the id {media_id}")


def landing(path: str) -> str:
    """Where a file that is sent to `path` is kept: below the folder that its sender is confined to."""
    limit = within()
    folder = limit.folder.strip("/") if limit else ""
    inside = path.lstrip("/")
    return inside if not folder or inside.startswith(f"{folder}/") else f"{folder}/{inside}"


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
    elif not keeps(request.endpoint or ""):
        abort(403, "your account sees a part of the library, and this is about all of it")


def keeps(endpoint: str) -> bool:
    """Whether a view is open to whoever sees only a part of the library."""
    view = current_app.view_functions.get(endpoint)
    if view is None or endpoint == "static":
        return True  # the router's 404 or 405
    return endpoint in KEEPS or needed(view, unsafe=False) in {"public", "worker"} or personal(view)
