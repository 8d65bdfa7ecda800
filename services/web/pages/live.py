"""The live page: what a camera or a video shows, with what analyzers see in it drawn over it (P34)."""

from flask import Blueprint, Response, make_response, render_template

from services.web import glances
from services.web.context import connection
from services.web.glances import LARGEST
from services.web.operations import access


def add_to(bp: Blueprint) -> None:
    """Add this page's route."""
    bp.add_url_rule("/live", view_func=live)


@access("member")
def live() -> Response:
    """The page; on it alone a browser may use its camera."""
    with connection() as conn:
        lookers = glances.lookers(conn)
    answer = make_response(render_template("live.html", place="live", largest=LARGEST, lookers=lookers))
    answer.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    return answer
