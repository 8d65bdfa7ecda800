"""The page to add files on."""

from flask import Blueprint, render_template

from services.web.context import connection, settings, within
from shared.db.census import counted
from shared.db.search import Selection

# Bytes of chosen files that a browser keeps copies of until they are sent: of one, and in all.
COPY_EACH, COPY_ALL = 32_000_000, 500_000_000


def add_to(bp: Blueprint) -> None:
    """Add this page's route, and tell every page what may be copied."""
    bp.app_context_processor(lambda: {"copy_each": COPY_EACH, "copy_all": COPY_ALL})
    bp.add_url_rule("/upload", view_func=upload)


def upload() -> str:
    """Choose or drop files; the sources that exist are offered as labels."""
    with connection() as conn:
        sources = counted(conn, Selection(within=within()), ("source",)).by.get("source", ())[:20]
    return render_template(
        "upload.html",
        sources=sources,
        inbox=settings().inbox,
        place="upload",
    )
