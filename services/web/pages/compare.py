"""Models of an analyzer beside each other: what a switch would change."""

from flask import Blueprint, render_template, request

from services.web.compared import Page, laid_out
from services.web.context import connection
from services.web.operations import access
from shared.db import comparing, editions

PATH = "/settings/analyzers/<name:name>/models"
EXAMPLES = 8  # files that are shown with their boxes


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule(PATH, "compare", show)


@access("admin")
def show(name: str) -> str:
    """The page; `edition` and `version` name what is held against that which serves, `files` how many."""
    with connection() as conn:
        asked = _line(request.args.get("edition"), request.args.get("version"))
        files = request.args.get("files", type=int) or comparing.FILES
        page = laid_out(conn, name, asked=asked, most=max(1, min(files, comparing.MOST)))
    return told(page)


def told(page: Page) -> str:
    """The page with its forms."""
    return render_template(
        "compare.html",
        place="settings",
        part="analyzers",
        page=page,
        largest=editions.LARGEST,
        most=comparing.MOST,
        examples=EXAMPLES,
        admin=True,
    )


def _line(edition: str | None, version: str | None) -> tuple[int, int] | None:
    if edition and version and edition.isdecimal() and version.isdecimal():
        return int(edition[:9]), int(version[:9])
    return None
