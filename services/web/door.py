"""Lets a request in: who asks, whether the request is theirs, and what they may do.

Every route needs a session unless its view says otherwise, so a new route is never open by accident.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from services.web.answers import problem, wants_json
from services.web.context import account, csrf_token, identity
from services.web.operations import RANK, Access, needed, personal
from shared.accounts import csrf_token as csrf_token_of
from shared.accounts import grant_id, same
from shared.people import AS, Holder

SAFE = {"GET", "HEAD", "OPTIONS"}
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


def guard_door(app: Flask) -> None:
    """Check every request before its view runs."""
    app.before_request(_admit)


def cookie_name() -> str:
    """Over https the name itself binds the cookie to this host; over http a browser would refuse it."""
    return "__Host-session" if request.is_secure else "session"


def session_id() -> str:
    """By what this session is called where sessions are listed; nothing for a program's token."""
    return "" if g.bearer else grant_id(request.cookies.get(cookie_name(), ""))


def _admit() -> Response | None:
    if request.endpoint == "static":
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    role = needed(view, _unsafe()) if view else "viewer"
    if role == "worker":
        return None  # no account lets anyone in there, so no browser can be misled into asking
    if role == "public" and request.blueprint == "health":
        return None  # the same for whoever asks, and while accounts cannot be reached
    _recognise()
    if role != "public" and account() is None:
        return _ask_to_sign_in()
    if view is None:
        return None  # the router's 404 or 405
    _check_right(view, role)
    if _unsafe():
        _check_intent(view)
    return None


def _check_right(view: Callable[..., Any], role: Access) -> None:
    """Refuse what the account may not do, or what it may but not by this token."""
    held = account()
    if RANK[role] > (RANK[held.role] if held else 0):
        abort(403, f"your account may not do this; it needs the role {role}")
    if g.scope is None:
        return
    if RANK[role] > RANK[AS[g.scope]] or (personal(view) and g.scope != "manage"):
        abort(403, f"this token may only {g.scope}")


def _unsafe() -> bool:
    return request.method not in SAFE


def _recognise() -> None:
    g.account, g.scope, g.csrf_token, g.bearer = None, None, "", False
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        g.bearer = True
        _let_in(identity().tokens.holder("api", key.strip()))
        return
    session = request.cookies.get(cookie_name())
    if not session:
        return
    _let_in(identity().tokens.holder("session", session))
    if g.account:
        g.csrf_token = csrf_token_of(session)


def _let_in(holder: Holder | None) -> None:
    if holder:
        g.account, g.scope = holder.account, holder.scope


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
