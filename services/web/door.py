"""Lets a request in: who asks, whether the request is theirs, and what they may do.

Every route needs a session unless its view says otherwise, so a new route is never open by accident.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from services.web.answers import problem, wants_json
from services.web.context import account, connection, csrf_token
from services.web.operations import RANK, needed
from shared.accounts import csrf_token as csrf_token_of
from shared.accounts import same
from shared.db import accounts

SAFE = {"GET", "HEAD", "OPTIONS"}
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


def guard_door(app: Flask) -> None:
    """Check every request before its view runs."""
    app.before_request(_admit)


def cookie_name() -> str:
    """Over https the name itself binds the cookie to this host; over http a browser would refuse it."""
    return "__Host-session" if request.is_secure else "session"


def _admit() -> Response | None:
    if request.endpoint == "static":
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    _recognise()
    role = needed(view, _unsafe()) if view else "viewer"
    if role != "public" and account() is None:
        return _ask_to_sign_in()
    if view is None:
        return None  # the router's 404 or 405
    if RANK[role] > RANK.get(getattr(account(), "role", "public"), 0):
        abort(403, "your account may look but not do this")
    if _unsafe():
        _check_intent(view)
    return None


def _unsafe() -> bool:
    return request.method not in SAFE


def _recognise() -> None:
    g.account, g.csrf_token, g.bearer = None, "", False
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        with connection() as conn:
            g.account = accounts.bearer(conn, "api", key.strip())
        g.bearer = True
        return
    session = request.cookies.get(cookie_name())
    if not session:
        return
    with connection() as conn:
        g.account = accounts.bearer(conn, "session", session)
    if g.account:
        g.csrf_token = csrf_token_of(session)


def _ask_to_sign_in() -> Response:
    if wants_json():
        answer = problem(401, "Unauthorized", "Please sign in.")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    place = request.full_path.rstrip("?") if request.method == "GET" else "/"
    target = url_for("auth.sign_in", next=place if place != "/" else None)
    if request.headers.get("HX-Request"):
        answer = problem(401, "Unauthorized", "Please sign in.")
        answer.headers["HX-Redirect"] = target
        return answer
    return redirect(target, 303)


def _check_intent(view: Callable[..., Any]) -> None:
    """Refuse a change that another site made this browser send."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if site not in {None, "same-origin", "none"}:
        abort(403, "this request comes from another site")
    if site is None and origin not in {None, "null", request.host_url.rstrip("/")}:
        abort(403, "this request comes from another site")
    if g.bearer:
        return
    if account() is None:
        if site is None and origin == "null":
            abort(403, "this request hides where it comes from")
        return
    request.max_content_length = getattr(view, "limit", request.max_content_length)
    if not same(_given_csrf_token(), csrf_token()):
        abort(403, "the CSRF token is missing or of another session")


def _given_csrf_token() -> str:
    given = request.headers.get("X-CSRF-Token")
    if given is None and request.mimetype in FORMS:
        given = request.form.get("csrf_token")
    return given or ""
