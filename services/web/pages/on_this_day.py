"""On this day: what was taken on one day of the year, in all years."""

from datetime import date, timedelta
from itertools import groupby

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web.context import connection
from services.web.filters import Filters, parse
from services.web.pages.query import Query
from services.web.pages.sections import Month, days
from services.web.pages.times import ago
from services.web.words import _
from shared.db import media
from shared.db.media import Tile

LEAP = 2000  # a year that has every day


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/on-this-day", view_func=on_this_day)
    bp.add_url_rule("/on-this-day/choose", "choose_day", choose_day)


def on_this_day() -> str:
    """The files of `day` by year, of today where none is given; for an open page the years that follow."""
    today = date.today()
    filters = parse(request.args)
    if not filters.day:
        filters = filters.model_copy(update={"day": f"{today:%m-%d}"})
    values = _page(filters, today)
    if "HX-Request" in request.headers:
        return render_template("_months.html", **values)
    return render_template("on_this_day.html", place="on_this_day", **values, **_beside(filters, today))


def choose_day() -> Response:
    """Lead to the day that was chosen as a date."""
    chosen = request.args.get("date", type=date.fromisoformat) or date.today()
    return redirect(url_for("pages.on_this_day", day=f"{chosen:%m-%d}"))


def _page(filters: Filters, today: date) -> dict[str, object]:
    with connection() as conn:
        page = media.page(conn, filters.selection, filters.after, 200, before=filters.ahead)
    return {
        "page": page,
        "months": [_year(year, tuple(tiles), today) for year, tiles in groupby(page.items, _year_of)],
        "query": Query.of(filters),
        "evidence": {},
        "endpoint": "pages.on_this_day",
    }


def _year_of(tile: Tile) -> int:
    return tile.taken_at.year


def _year(year: int, tiles: tuple[Tile, ...], today: date) -> Month:
    return Month(f"{year:04}", str(year), tuple(days(tiles)), note=ago(today.year - year))


def _beside(filters: Filters, today: date) -> dict[str, object]:
    """The day itself, and the addresses of those beside it."""
    day = date.fromisoformat(f"{LEAP}-{filters.day}")
    before, behind = (day + timedelta(days=step) for step in (-1, 1))
    here = f"{day.day} {day:%B}"
    return {
        "day": here,
        "title": _("Today") if filters.day == f"{today:%m-%d}" else here,
        "chosen": _dated(day, today),
        "before": f"{before:%m-%d}",
        "behind": f"{behind:%m-%d}",
    }


def _dated(day: date, today: date) -> str:
    """The day as a date for the picker: of this year, where it has that day."""
    leap = today.year % 4 == 0 and (today.year % 100 != 0 or today.year % 400 == 0)
    return f"{today.year if leap or (day.month, day.day) != (2, 29) else LEAP}-{day:%m-%d}"
