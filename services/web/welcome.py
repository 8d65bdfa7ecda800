"""Signing in by a one-time link."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from services.web.answers import problem
from services.web.auth import page
from services.web.context import identity
from services.web.operations import access
from services.web.sessions import open_session

bp = Blueprint("welcome", __name__)


@bp.get("/welcome/<token>")
@access("public")
def offer_link(token: str) -> Response:
    """A page with one button, so that whatever previews links does not use the link up."""
    return page("welcome.html") if identity().tokens.link_is_good(token) else _spent()


@bp.post("/welcome/<token>")
@access("public")
def follow_link(token: str) -> Response:
    """Sign in by a one-time link, once."""
    signed_in = identity().tokens.follow(token)
    return open_session(redirect("/", 303), signed_in.id) if signed_in else _spent()


def _spent() -> Response:
    return problem(410, "Gone", "This link was used already or is too old.")
