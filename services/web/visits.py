"""The pages behind a link: an album or a search for somebody without an account, and nothing else.

Every request looks the link up again, and every file in what it shows.
"""

from flask import Blueprint, Response, make_response, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.exceptions import TooManyRequests
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Answer

from services.web import galleries, visiting
from services.web.context import connection
from services.web.operations import access
from services.web.pages.sections import sections
from services.web.visit_files import archived, part_of
from services.web.visiting import Locked, Visit
from services.web.words import _
from shared.db import details, media, shares
from shared.db.connection import Connection
from shared.db.details import File
from shared.errors import NotFound

bp = Blueprint("visits", __name__, url_prefix="/s")
PARTS = "thumbnail, preview, video, original"


@bp.before_request
def keep_pace() -> None:
    """Refuse who asks too often."""
    visiting.pace()


@bp.after_request
def stay_unknown(answer: Response) -> Response:
    """Keep what is shared out of search engines and caches."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


@bp.get("/<token>")
@access("public")
def show(token: str) -> Response:
    """The files of the link, a page at a time."""
    cursor = request.args.get("cursor")
    with connection() as conn:
        visit = visiting.visit(conn, token)
        page = galleries.page(conn, visit.gallery, cursor)
        if not cursor:
            shares.used(conn, visit.share.id)
    more = cursor is not None and "HX-Request" in request.headers
    return make_response(
        render_template(
            "_visit_files.html" if more else "visit.html",
            visit=visit,
            months=sections(page.items, timed=visit.gallery.dated),
            next=page.next,
        )
    )


@bp.post("/<token>")
@access("public")
def unlock(token: str) -> Answer:
    """Take the password; the cookie that comes back is good for this link alone."""
    proof = visiting.unlock(token, request.form.get("password", "")[:200])
    if proof is None:
        with connection() as conn:
            share = visiting.known(conn, token)
        if share.password:
            return _asked(_("This is not the password."), 401)
    answer = redirect(url_for("visits.show", token=token), 303)
    if proof:
        visiting.keep_open(answer, proof, url_for("visits.show", token=token))
    return answer


@bp.get("/<token>/<id:item>")
@access("public")
def look(token: str, item: int) -> Response:
    """One file, large, and the ways to those beside it."""
    with connection() as conn:
        visit = _holding(visiting.visit(conn, token), conn, item)
        file = details.detail(conn, item).file
        beside = galleries.neighbours(conn, visit.gallery, item)
    values = {"visit": visit, "file": file, "beside": beside, "told": _told(visit, file)}
    return make_response(render_template("visit_file.html", **values))


@bp.get(f"/<token>/<id:item>/<any({PARTS}):part>")
@access("public")
def hand_out(token: str, item: int, part: str) -> Response:
    """The bytes of one file: its small or large picture, what can be played, what can be kept."""
    with connection() as conn:
        visit = _holding(visiting.visit(conn, token), conn, item)
        found = media.stored(conn, item)
    return part_of(visit.share, found, part)


@bp.get("/<token>/download")
@access("public")
def download(token: str) -> Response:
    """All files as a ZIP, where the link allows it."""
    with connection() as conn:
        visit = visiting.visit(conn, token)
        if not visit.share.originals:
            raise NotFound("this link gives no originals")
        ids = galleries.ids(conn, visit.gallery)
    return archived(visit.share, ids)


@bp.errorhandler(NotFound)
@bp.errorhandler(ValidationError)
def nothing(_error: Exception) -> Response:
    """One page for whatever is not there: unknown, ended, revoked, or not in what is shared."""
    return make_response(render_template("visit_gone.html"), 404)


@bp.errorhandler(Locked)
def ask(_error: Locked) -> Response:
    """The form for the password; it says nothing of what lies behind it.

    The address of the link itself is that of the form; what lies behind it is refused.
    """
    return _asked(status=200 if request.endpoint == "visits.show" else 401)


@bp.errorhandler(TooManyRequests)
def slow_down(error: TooManyRequests) -> Response:
    """Ask for patience."""
    seconds = error.retry_after
    answer = _asked(_("Too many attempts. Please wait a while and try again."), 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _asked(wrong: str | None = None, status: int = 200) -> Response:
    to = url_for("visits.show", token=(request.view_args or {}).get("token"))
    answer = make_response(render_template("visit_locked.html", wrong=wrong, to=to), status)
    # With `no-referrer` browsers send `Origin: null` with the form; other sites still learn nothing.
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def _holding(visit: Visit, conn: Connection, item: int) -> Visit:
    if not galleries.holds(conn, visit.gallery, item):
        raise NotFound("this link does not show that file")
    return visit


def _told(visit: Visit, file: File) -> tuple[float, float] | None:
    """Where the file was made, where the link may tell."""
    if visit.share.nowhere or file.latitude is None or file.longitude is None:
        return None
    return file.latitude, file.longitude
