"""Signing in and out, by password or by a one-time link."""

import logging
from ipaddress import ip_address, ip_network
from typing import TypeVar

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from services.web.context import account, identity
from services.web.door import cookie_name
from services.web.operations import access
from services.web.sessions import close_session, open_session
from services.web.words import _
from shared.accounts import hash_again, outdated, verify_password
from shared.text import clean

log = logging.getLogger(__name__)
bp = Blueprint("auth", __name__)

LONGEST_NAME = 200
Answer = TypeVar("Answer", bound=Response)


def safe_next(target: str) -> str:
    """Return `target` if it is a path on this server, else `/`; never the way to another site."""
    inside = target.startswith("/") and target[1:2] not in {"/", "\\"}
    plain = all(" " < char < "\x7f" and char != "\\" for char in target)
    return target if inside and plain else "/"


@bp.get("/sign-in")
@access("public")
def sign_in() -> Response:
    """The form; a person who is signed in already goes on."""
    target = safe_next(request.args.get("next", ""))
    if account():
        return redirect(target, 303)
    return _form(target)


@bp.post("/sign-in")
@access("public")
def enter() -> Response:
    """Check name and password; the same answer whatever was wrong."""
    name = clean(request.form.get("name", ""), LONGEST_NAME).strip()
    target = safe_next(request.form.get("next", ""))
    address = subscriber(request.remote_addr or "")
    wait = identity().attempts.admit(name, address)
    if wait:
        log.warning("sign-in delayed for %s s", wait)
        answer = _form(target, status=429, name=name, error=_later(wait))
        answer.headers["Retry-After"] = str(wait)
        return answer
    signed_in = verify(name, request.form.get("password", ""), address)
    if signed_in is None:
        log.warning("sign-in refused")
        return _form(target, status=401, name=name, error=_("The name or the password is wrong."))
    return open_session(redirect(target, 303), signed_in)


@bp.post("/sign-out")
@access("viewer")
def leave() -> Response:
    """End this session at once."""
    identity().tokens.revoke(request.cookies.get(cookie_name(), ""))
    return close_session(redirect("/sign-in", 303))


def subscriber(address: str) -> str:
    """The address, or of IPv6 the network of one subscriber, who has all the addresses in it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(parsed) if parsed.version == 4 else str(ip_network((parsed, 64), strict=False))


def verify(name: str, password: str, address: str) -> str | None:
    """The account whose name and password these are, after `admit` has counted the attempt."""
    held = identity()
    secret = held.accounts.secret(name)
    if not verify_password(secret.password if secret else None, password) or secret is None:
        return None
    held.attempts.forgive(name, address)
    if outdated(secret.password):
        held.accounts.rehash(secret.id, hash_again(password))
    return secret.id


def _form(target: str, status: int = 200, name: str = "", error: str | None = None) -> Response:
    return page("sign_in.html", status, next=target, name=name, error=error)


def page(template: str, status: int = 200, **values: str | None) -> Response:
    """A page for one who is not signed in; it has a form."""
    answer = make_response(render_template(template, **values), status)
    # `no-referrer` would make browsers send `Origin: null` with the form; other sites still see nothing.
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def _later(seconds: int) -> str:
    if seconds < 90:
        return _("Too many attempts; please wait %(n)s s.") % {"n": seconds}
    return _("Too many attempts; please wait %(n)s minutes.") % {"n": round(seconds / 60)}
