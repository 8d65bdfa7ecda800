"""All albums: their covers, and the form for a new one."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response

from services.web import galleries
from services.web.account import asking
from services.web.context import account, connection, within
from services.web.pages import times
from services.web.pages.query import Query
from services.web.titles import described, named
from services.web.words import _, ngettext
from shared.db import album_covers, albums
from shared.db.album_covers import Summary
from shared.db.albums import Album
from shared.db.connection import Connection
from shared.errors import Conflict

SORTS = ("changed", "name", "date", "count")


@dataclass(frozen=True)
class Card:
    """An album among others; of a smart one, what it holds is looked up when its card comes into sight."""

    album: Album
    summary: Summary | None


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/albums", "albums", show_albums)
    bp.add_url_rule("/albums", view_func=create_album, methods=["POST"])
    bp.add_url_rule("/albums/<id:album_id>/card", view_func=album_card)
    bp.add_url_rule("/albums/<id:album_id>/days", view_func=album_days)
    for mark in (amount, days, terms):
        bp.add_app_template_filter(mark)


def show_albums() -> Response:
    """The cards; `gone` is an album that was just deleted, which can be brought back."""
    return _page(gone=request.args.get("gone", type=int))


def create_album() -> Response:
    """Make an album, a smart one where a search is given, and go to it."""
    name, description = named(request.form.get("name", "")), described(request.form.get("description", ""))
    query = request.form.get("query", "")
    if not name:
        return _page(400, wrong=_("An album needs a name."), description=description, query=query)
    try:
        made = _made(name, description, query)
    except (ValidationError, Conflict):
        wrong = _("This search cannot be saved.")
        return _page(400, wrong=wrong, name=name, description=description, query=query)
    return redirect(url_for("pages.album", album_id=made.id), 303)


def album_card(album_id: int) -> str:
    """One card with what its album holds just now."""
    with connection() as conn:
        album = galleries.visible(conn, album_id)
        card = Card(album, galleries.summary(conn, album, within()))
    return render_template("_album_card.html", card=card)


def album_days(album_id: int) -> str:
    """From when to when the files of an album were taken, for its card when that comes into sight."""
    with connection() as conn:
        summary = galleries.summary(conn, galleries.visible(conn, album_id), within())
    return render_template("_album_days.html", summary=summary)


def amount(summary: Summary) -> str:
    """How many files, or that there are more than are counted."""
    if summary.most and summary.count > summary.most:
        return _("more than %(n)s files") % {"n": f"{summary.most:,}"}
    return ngettext("%(n)s file", "%(n)s files", summary.count) % {"n": f"{summary.count:,}"}


def terms(search: Query) -> list[str]:
    """What a search asks for, in words."""
    return [*search.values("q"), *(chip.text for chip in search.chips)]


def days(summary: Summary) -> str:
    """From when to when, in as few words as tell it."""
    if not summary.first or not summary.last:
        return ""
    first, last = _parts(summary.first), _parts(summary.last)
    while first[1:] and first[-1] == last[-1] and first != last:
        first = first[:-1]
    return " ".join(last) if first == last else f"{' '.join(first)} – {' '.join(last)}"


def _parts(moment: datetime) -> list[str]:
    return times.date(moment).split(" ")


def _made(name: str, description: str, query: str) -> Album:
    with connection() as conn:
        made = albums.create(conn, name, asking().name, description)
        return galleries.fill(conn, made.id, query) if query else made


def _page(status: int = 200, *, gone: int | None = None, **form: str | None) -> Response:
    sort = request.args.get("sort", "changed")
    with connection() as conn:
        listed = cards(conn)
        if sort == "date":
            listed = _dated(conn, listed)
    return make_response(
        render_template(
            "albums.html",
            place="albums",
            cards=_ordered(listed, sort),
            sort=sort if sort in SORTS else "changed",
            gone=gone,
            form={"wrong": None, "name": "", "description": "", "query": ""} | form,
        ),
        status,
    )


def cards(conn: Connection) -> list[Card]:
    """The albums that the one who asks may see, the one that was changed last first."""
    listed = albums.everything(conn)
    by_hand = [album.id for album in listed if album.query is None]
    known = album_covers.summaries(conn, by_hand, within())
    if within() is not None:
        known |= {
            album.id: galleries.summary(conn, album, within()) for album in listed if album.query is not None
        }
    return [card for album in listed if _shown(card := Card(album, known.get(album.id)))]


def _shown(card: Card) -> bool:
    """A person who sees a part of the library sees no name of an album that is elsewhere."""
    person = account()
    mine = person is not None and person.name == card.album.made_by
    return mine or within() is None or card.summary is None or card.summary.count > 0


def _dated(conn: Connection, listed: list[Card]) -> list[Card]:
    spans = album_covers.spans(conn, [card.album.id for card in listed], within())
    return [
        replace(card, summary=replace(card.summary, first=span.first, last=span.last))
        if card.summary and (span := spans.get(card.album.id))
        else card
        for card in listed
    ]


def _last(card: Card) -> datetime:
    return (card.summary and card.summary.last) or datetime.min


def _ordered(cards: list[Card], sort: str) -> list[Card]:
    if sort == "name":
        return sorted(cards, key=lambda card: card.album.name.casefold())
    if sort == "date":
        return sorted(cards, key=_last, reverse=True)
    if sort == "count":
        return sorted(cards, key=lambda card: card.summary.count if card.summary else 0, reverse=True)
    return cards
