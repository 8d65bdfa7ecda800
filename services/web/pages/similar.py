"""The row of similar pictures beside an open one."""

from dataclasses import replace

from flask import Blueprint, render_template

from services.web.context import connection, within
from services.web.pages.query import Query
from shared.db import media
from shared.db.selection import Selection

FEW = 8


def add_to(bp: Blueprint) -> None:
    """Add this part's route."""
    bp.add_url_rule("/media/<id:media_id>/similar", view_func=similar_to)


def similar_to(media_id: int) -> str:
    """A few pictures that look like this one, the nearest first, and the way to all of them."""
    selection = Selection(like=(media_id,), sort="like", within=within())
    with connection() as conn:
        page = media.page(conn, selection, limit=FEW)
        same = media.page(conn, replace(selection, like_by="description"), limit=1).items
    query = Query((("like", str(media_id)), ("sort", "like")))
    return render_template("_similar.html", page=page, query=query, described=bool(same))
