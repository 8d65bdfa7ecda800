"""The analyzers as admins steer them: on or off, what is shown, in which order, at which hours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.web import models
from services.web.analyzers import RANKS, Wanted
from services.web.context import connection, who
from services.web.models import Model, UnknownModel
from services.web.operations import access
from services.web.pages.forms import Form, filled
from services.web.words import _
from shared.db import changeovers, choices, editions, progress, steering, successors
from shared.db.changeovers import Changeover
from shared.db.connection import Connection
from shared.db.editions import AlreadyTried, Edition
from shared.db.progress import AnalyzerProgress
from shared.db.steering import Steered, UnknownZone
from shared.db.successors import Successor
from shared.errors import NotFound
from shared.weights import catalog

REGION = re.compile(r"(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/|UTC$")
UNSCORED = {"preview", "phash", "place"}  # they say nothing that could be more or less sure
ORDERS = {rank: order for order, rank in RANKS.items()}


@dataclass(frozen=True)
class Card:
    """One analyzer on the page.

    `settled` once all its workers took the model that is chosen; `saved` right after a change, `again`
    how many files another model saw right after somebody asked to look again, `problem` why that cannot be.
    `successors` fill in beside what serves, `last` is the latest change of that; `tried` is a candidate.
    """

    steered: Steered
    work: AnalyzerProgress
    form: Form
    models: tuple[Model, ...]
    settled: bool = True
    saved: bool = False
    again: int | None = None
    problem: str = ""
    successors: tuple[Successor, ...] = ()
    last: Changeover | None = None
    tried: Edition | None = None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The models by name, as a list to choose from tells them.

        What a worker has is not known while it begins anew with the one that was chosen.
        """
        there = {one.name: one.there for one in self.models}
        if self.steered.chosen:
            there.setdefault(self.steered.chosen, False)
        listed = [
            (name, name if held or not self.settled else _missing(name)) for name, held in there.items()
        ]
        return [("", _("as its workers are set")), *listed]

    @property
    def why_off(self) -> str:
        """Why a discreet analyzer is off until an admin wants it; nothing for the others."""
        if not self.steered.discreet:
            return ""
        told = {
            "attributes": _why_looks(),
            "nsfw": _why_undressed(),
            "mesh": _why_meshes(),
            "pose": _why_poses(),
        }
        return told.get(self.steered.name, _("It tells of people what is their own affair."))

    @property
    def fetched(self) -> bool:
        """Whether `bowerbird models fetch` has files for it."""
        return any(self.steered.name in entry.users for entry in catalog().values())

    @property
    def scored(self) -> bool:
        """Whether it says how sure it is."""
        return self.steered.name not in UNSCORED


def add_to(bp: Blueprint) -> None:
    """Add this page's routes."""
    bp.add_url_rule("/settings", "settings", analyzers)
    bp.add_url_rule("/settings/analyzers/<name:name>", view_func=steer_analyzer, methods=["POST"])
    bp.add_url_rule("/settings/analyzers/<name:name>/again", view_func=look_again, methods=["POST"])


@access("admin")
def analyzers() -> str:
    """Every analyzer with its form; `saved` names the one that was just changed."""
    with connection() as conn:
        again = request.args.get("again", type=int)
        found = cards(conn, saved=request.args.get("saved", ""), again=again)
    return _page(found)


@access("admin")
def steer_analyzer(name: str) -> Response | str | tuple[str, int]:
    """Change one; for htmx its card, else the page again."""
    wanted, form = filled(Wanted, request.form)
    with connection() as conn:
        if wanted:
            try:
                models.check(conn, name, wanted.model)
                steering.steer(conn, name, wanted.steering)
            except UnknownModel as error:
                form = Form(form.values, {"model": str(error)})
            except UnknownZone as error:
                form = Form(form.values, {"hours_zone": str(error).capitalize() + "."})
        partial = "HX-Request" in request.headers
        found = cards(conn, saved="" if form else name, wrong={name: form} if form else {})
    card = next((card for card in found if card.steered.name == name), None)
    if card is None:
        raise NotFound(f"there is no analyzer {name!r}")
    if partial:
        return render_template("_analyzer.html", card=card, admin=True)
    if form:
        return _page(found), 400
    return redirect(url_for("pages.settings", saved=name, _anchor=name), 303)


@access("admin")
def look_again(name: str) -> Response | str | tuple[str, int]:
    """Let the model at work look at everything beside what serves; for htmx its card, else the page again."""
    queued, problem = 0, ""
    try:
        with connection() as conn:
            queued = editions.renew(conn, name, by=who()) if choices.settled(conn, name) else 0
    except AlreadyTried:
        problem = _("A model is tried already: switch to it or drop it first, under Models and versions.")
    with connection() as conn:
        found = cards(conn, saved="" if problem else name, again=queued, problems={name: problem})
    card = next((card for card in found if card.steered.name == name), None)
    if card is None:
        raise NotFound(f"there is no analyzer {name!r}")
    if "HX-Request" in request.headers:
        return render_template("_analyzer.html", card=card, admin=True)
    if problem:
        return _page(found), 400
    return redirect(url_for("pages.settings", saved=name, again=queued, _anchor=name), 303)


def cards(
    conn: Connection,
    *,
    saved: str = "",
    again: int | None = None,
    wrong: Mapping[str, Form] | None = None,
    problems: Mapping[str, str] | None = None,
) -> list[Card]:
    """Every analyzer by name, with what was typed where that was `wrong`; `again` is of the one `saved`."""
    each = progress.analyzers(conn)
    works, following = {work.name: work for work in each}, successors.successors(conn, each)
    given, told, tried = wrong or {}, problems or {}, editions.trials(conn)
    return [
        Card(
            one,
            works[one.name],
            given.get(one.name) or Form(_values(one)),
            models.of(conn, one.name),
            settled=choices.settled(conn, one.name),
            saved=one.name == saved,
            again=again if one.name == saved else None,
            problem=told.get(one.name, ""),
            successors=tuple(following.get(one.name, ())),
            last=changeovers.last(conn, one.name),
            tried=tried.get(one.name),
        )
        for one in steering.everyone(conn)
        if one.name in works
    ]


@cache
def zones() -> list[str]:
    """Names of time zones to choose from."""
    return sorted(name for name in available_timezones() if REGION.match(name))


def _page(found: list[Card]) -> str:
    return render_template(
        "settings_analyzers.html",
        place="settings",
        part="analyzers",
        cards=found,
        zones=zones(),
        admin=True,
    )


def _why_looks() -> str:
    return _(
        "Off until you want it: a machine guesses age, gender and mood from how a face looks, is often wrong"
        " about it, and people may not want to be described so. While it is off, nothing of it is shown."
    )


def _why_undressed() -> str:
    return _(
        "Off until you want it: it makes pictures of undressed people easy to find, for everybody who may see"
        " them, and it is often wrong about beaches and babies. While it is off, nothing of it is shown."
    )


def _why_meshes() -> str:
    return _(
        "Off until you want it: it measures every face at 478 points, which takes time and room, and few need"
        " them. While it is off, nothing of it is shown."
    )


def _why_poses() -> str:
    return _(
        "Off until you want it: it looks for every person again, and at each of them several times, which"
        " takes longer than to find all objects. While it is off, nothing of it is shown."
    )


def _missing(name: str) -> str:
    return _("%(name)s (missing)") % {"name": name}


def _values(one: Steered) -> dict[str, Any]:
    between = one.hours_from is not None and one.hours_until is not None
    return {
        "active": one.active,
        "least": round((one.threshold or 0) * 100),
        "order": ORDERS[one.rank],
        "model": one.chosen,
        "hours": "between" if between else "always",
        "hours_from": f"{one.hours_from:%H:%M}" if one.hours_from else "",
        "hours_until": f"{one.hours_until:%H:%M}" if one.hours_until else "",
        "hours_zone": one.hours_zone or "",
    }
