"""The moments of films: what is seen, read and said at the same time, film by film."""

from flask import Blueprint, render_template, request

from services.web.context import connection
from services.web.pages.query import Query
from services.web.scenes import WINDOWS, wish
from shared.db import moments

SHOWN = 12  # moments of one film; the film itself has all of them


def add_to(bp: Blueprint) -> None:
    """Add this page's route."""
    bp.add_url_rule("/moments", "moments", show)


def show() -> str:
    """Films with their moments, in the order of the search; for htmx only the next films."""
    asked = wish()
    with connection() as conn:
        page = moments.page(conn, asked.selection, asked.within, asked.after)
    more = "HX-Request" in request.headers and asked.after
    return render_template(
        "_films.html" if more else "moments.html",
        page=page,
        query=Query.of(asked),
        within=asked.within,
        windows=WINDOWS,
        shown=SHOWN,
        place="library",
    )
