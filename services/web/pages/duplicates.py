"""Near duplicates side by side: what differs, which is the best, and making one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import duplicates, twins
from services.web.context import connection
from services.web.pages import looks, times
from services.web.reach import reachable
from services.web.twins import Group
from services.web.words import _, ngettext
from shared.db.duplicates import Twin
from shared.db.repeats import repeats

SHOWN = 100  # arrivals on a page


@dataclass(frozen=True)
class Fact:
    """One line of a card; `differs` where the files of the group do not have it in common."""

    name: str
    text: str
    differs: bool


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/duplicates", "duplicates", show)
    bp.add_url_rule("/duplicates/exact", "repeats", show_repeats)
    bp.add_url_rule("/duplicates/merge", "merge_duplicates", merge, methods=["POST"])
    bp.add_url_rule("/duplicates/apart", "part_duplicates", apart, methods=["POST"])
    bp.add_url_rule("/duplicates/best", "keep_best", keep_best, methods=["POST"])


def show() -> str:
    """The groups, the newest first; `deed` is what was just done, which can be taken back."""
    with connection() as conn:
        page = twins.groups(conn, request.args.get("before", type=int))
    return render_template(
        "duplicates.html",
        page=page,
        facts=facts,
        kept=request.args.get("kept", type=int),
        moved=request.args.get("moved", type=int),
        deed=request.args.get("deed", type=int),
        **_frame(),
    )


def show_repeats() -> str:
    """What arrived more than once, byte for byte, and where from."""
    before = moment(request.args.get("before", ""))
    with connection() as conn:
        found = repeats(conn, before, SHOWN)
        seen = set(reachable(conn, [one.media_id for one in found]))
    return render_template(
        "repeats.html",
        repeats=[one for one in found if one.media_id in seen],
        before=found[-1].seen_at.isoformat() if len(found) == SHOWN else None,
        **_frame(),
    )


def moment(given: str) -> datetime | None:
    """The moment that a page begins before; None for what is none."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return None
    return found if found.tzinfo else None


def merge() -> Response:
    """Keep one of a group and move the others to the trash."""
    keep = request.form.get("keep", type=int) or 0
    ids = tuple(request.form.getlist("id", type=int))
    also = set(request.form.getlist("also", type=int))
    drop = tuple(media_id for media_id in ids if media_id != keep and media_id not in also)
    if not drop:
        return _back()
    with connection() as conn:
        done = duplicates.merged(conn, [(keep, drop)])
    return _back(moved=done.changed, deed=done.deed)


def apart() -> Response:
    """Never show these as duplicates again."""
    ids = tuple(request.form.getlist("id", type=int))
    with connection() as conn:
        duplicates.parted(conn, ids)
    return _back(kept=len(ids))


def keep_best() -> str | Response:
    """Make one of every group on the page: first what would happen, then, once that was seen, do it."""
    with connection() as conn:
        groups = twins.groups(conn, request.form.get("before", type=int)).groups
        if not request.form.get("sure"):
            return render_template("duplicates_preview.html", groups=groups, decided=decided, **_frame())
        sure = set(request.form.getlist("id", type=int))
        asked = [
            (group.twins[0].id, tuple(twin.id for twin in group.twins[1:]))
            for group in groups
            if {twin.id for twin in group.twins} <= sure
        ]
        if not asked:
            return _back()
        done = duplicates.merged(conn, asked)
    return _back(moved=done.changed, deed=done.deed)


def rules() -> list[str]:
    """How the best of a group is chosen, in the order that decides."""
    return [
        _("the most pixels"),
        _("the name of a camera in it, which copies often lose"),
        _("the most bytes"),
        _("the one that came first"),
    ]


def facts(group: Group, twin: Twin) -> list[Fact]:
    """What there is to compare of one file of a group."""
    differing = twins.differing(group.twins)
    told = {
        "width": (_("Pixels"), f"{twin.width} × {twin.height}" if twin.width else "–"),
        "duration": (_("Length"), times.clock(twin.duration or 0)),
        "size": (_("Size"), looks.size(twin.size)),
        "mime": (_("Format"), looks.format_name(twin.mime)),
        "taken_at": (_("Taken"), times.day(twin.taken_at)),
        "model": (_("Camera"), twin.model or "–"),
        "placed": (_("Place"), _("yes") if twin.placed else "–"),
        "path": (_("File"), twin.path),
        "source": (_("Source"), twin.source),
        "albums": (_("Albums"), str(twin.albums)),
        "tags": (_("Tags"), str(twin.tags)),
        "people": (_("People"), str(twin.people)),
        "comments": (_("Comments"), str(twin.comments)),
        "verdicts": (_("Corrections"), str(twin.verdicts)),
        "rating": (_("Stars"), str(twin.rating or "–")),
        "sightings": (_("Arrivals"), str(twin.sightings)),
    }
    if twin.duration is None:
        del told["duration"]
    return [Fact(name, text, field in differing) for field, (name, text) in told.items()]


def decided(twin: Twin) -> str:
    """What people decided of a file, which goes to the one that is kept of several; empty where nothing."""
    counts = [
        (twin.albums, ngettext("%(num)s album", "%(num)s albums", twin.albums)),
        (twin.tags, ngettext("%(num)s tag", "%(num)s tags", twin.tags)),
        (twin.people, ngettext("%(num)s person", "%(num)s people", twin.people)),
        (twin.comments, ngettext("%(num)s comment", "%(num)s comments", twin.comments)),
        (twin.verdicts, ngettext("%(num)s correction", "%(num)s corrections", twin.verdicts)),
        (twin.rating or 0, ngettext("%(num)s star", "%(num)s stars", twin.rating or 0)),
    ]
    given = [
        (twin.favourite, _("favourite")),
        (twin.dated_by, _("date set by %(name)s") % {"name": twin.dated_by}),
        (twin.placed_by, _("place set by %(name)s") % {"name": twin.placed_by}),
    ]
    told = [text % {"num": count} for count, text in counts if count] + [text for so, text in given if so]
    return ", ".join(told)


def _frame() -> dict[str, object]:
    return {"place": "duplicates", "rules": rules()}


def _back(**told: Any) -> Response:
    return redirect(url_for("pages.duplicates", **told), 303)
