"""Signing in and out, by password or by a one-time link."""

import logging
from ipaddress import ip_address, ip_network
from typing import TypeVar

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from services.web.answers import problem
from services.web.browsers import browser
from services.web.context import account, identity
from services.web.door import cookie_name
from services.web.operations import access
from shared.accounts import hash_password, outdated, verify_password
from shared.people import LIFETIME
from shared.text import clean

log = logging.getLogger(__name__)
bp = Blueprint("auth", __name__)

WRONG = "The name or the password is wrong."
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
    signed_in = _verify(name, request.form.get("password", ""), address)
    if signed_in is None:
        log.warning("sign-in refused")
        return _form(target, status=401, name=name, error=WRONG)
    return open_session(redirect(target, 303), signed_in)


@bp.post("/sign-out")
@access("viewer")
def leave() -> Response:
    """End this session at once."""
    answer = redirect("/sign-in", 303)
    identity().tokens.revoke(request.cookies.get(cookie_name(), ""))
    _set_cookie(answer, "", 0)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.get("/welcome/<token>")
@access("public")
def offer_link(token: str) -> Response:
    """A page with one button, so that whatever previews links does not use the link up."""
    return _page("welcome.html") if identity().tokens.link_is_good(token) else _spent()


@bp.post("/welcome/<token>")
@access("public")
def follow_link(token: str) -> Response:
    """Sign in by a one-time link, once."""
    signed_in = identity().tokens.follow(token)
    return open_session(redirect("/", 303), signed_in.id) if signed_in else _spent()


def subscriber(address: str) -> str:
    """The address, or of IPv6 the network of one subscriber, who has all the addresses in it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(parsed) if parsed.version == 4 else str(ip_network((parsed, 64), strict=False))


def _verify(name: str, password: str, address: str) -> str | None:
    held = identity()
    secret = held.accounts.secret(name)
    if not verify_password(secret.password if secret else None, password) or secret is None:
        return None
    held.attempts.forgive(name, address)
    if outdated(secret.password):
        held.accounts.rehash(secret.id, hash_password(password))
    return secret.id


def open_session(answer: Answer, account_id: str) -> Answer:
    """Begin a session in place of the one that this browser had."""
    tokens = identity().tokens
    tokens.revoke(request.cookies.get(cookie_name(), ""))
    session = tokens.issue("session", account_id, name=browser(request.user_agent.string))
    _set_cookie(answer, session, int(LIFETIME["session"].total_seconds()))
    log.info("signed in account %s", account_id)
    return answer


def _set_cookie(answer: Response, session: str, seconds: int) -> None:
    answer.set_cookie(
        cookie_name(),
        session,
        max_age=seconds,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )


def _form(target: str, status: int = 200, name: str = "", error: str | None = None) -> Response:
    return _page("sign_in.html", status, next=target, name=name, error=error)


def _page(template: str, status: int = 200, **values: str | None) -> Response:
    answer = make_response(render_template(template, **values), status)
    # `no-referrer` would make browsers send `Origin: null` with the form; other sites still see nothing.
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def _spent() -> Response:
    return problem(410, "Gone", "This link was used already or is too old.")


def _later(seconds: int) -> str:
    return (
        f"Too many attempts; please wait {seconds} s."
        if seconds < 90
        else (f"Too many attempts; please wait {round(seconds / 60)} minutes.")
    )
