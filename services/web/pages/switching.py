"""What an admin does with the models of an analyzer: try one, switch, go back, drop it."""

from typing import Annotated, Literal

from flask import Blueprint, redirect, request, url_for
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response

from services.web import models
from services.web.compared import laid_out
from services.web.context import connection, who
from services.web.models import UnknownModel
from services.web.operations import access
from services.web.pages.compare import PATH, told
from services.web.pages.forms import Form, filled
from services.web.words import _
from shared.db import changeovers, editions, takeovers
from shared.db.changeovers import NothingToGoBackTo, NotReady
from shared.db.editions import AlreadyTried


class Candidate(BaseModel):
    """Which model to try, and on how many files unless on the `whole` library."""

    model: str = Field("", max_length=200)
    sample: Annotated[int, Field(ge=1, le=editions.LARGEST)] = editions.SAMPLE
    whole: bool = False


class Switched(BaseModel):
    """Which version is to serve; the candidate where none is given."""

    version: int | None = None


class Followed(BaseModel):
    """When a new version serves."""

    follows: Literal["ask", "all", "file"]


def add_to(bp: Blueprint) -> None:
    """Add these routes."""
    for verb, view in (
        ("try", try_model),
        ("switch", switch_model),
        ("back", roll_back_model),
        ("drop", drop_model),
        ("follow", follow_version),
    ):
        bp.add_url_rule(f"{PATH}/{verb}", view_func=view, methods=["POST"])


@access("admin")
def try_model(name: str) -> Response | tuple[str, int]:
    """Begin to try a model."""
    wanted, form = filled(Candidate, request.form)
    if wanted is None:
        return _again(name, form=form)
    try:
        with connection() as conn:
            models.check(conn, name, wanted.model)
            sample = None if wanted.whole else wanted.sample
            editions.begin(conn, name, wanted.model, sample=sample, by=who())
    except (UnknownModel, AlreadyTried) as error:
        return _again(name, str(error))
    return _back(name)


@access("admin")
def switch_model(name: str) -> Response | tuple[str, int]:
    """Let the candidate serve, or a version."""
    wanted, form = filled(Switched, request.form)
    if wanted is None:
        return _again(name, form=form)
    try:
        with connection() as conn:
            changeovers.switch(conn, name, by=who(), version=wanted.version)
    except NotReady as error:
        return _again(name, str(error))
    return _back(name)


@access("admin")
def roll_back_model(name: str) -> Response | tuple[str, int]:
    """Let serve what served before."""
    try:
        with connection() as conn:
            changeovers.roll_back(conn, name, by=who())
    except NothingToGoBackTo as error:
        return _again(name, str(error))
    return _back(name)


@access("admin")
def drop_model(name: str) -> Response:
    """End the trial and forget what was found in it."""
    with connection() as conn:
        editions.drop(conn, name)
    return _back(name)


@access("admin")
def follow_version(name: str) -> Response | tuple[str, int]:
    """Choose when a new version serves."""
    wanted, form = filled(Followed, request.form)
    if wanted is None:
        return _again(name, form=form)
    with connection() as conn:
        takeovers.follow(conn, name, wanted.follows, by=who())
    return _back(name)


def _back(name: str) -> Response:
    return redirect(url_for("pages.compare", name=name), 303)


def _again(name: str, problem: str = "", form: Form | None = None) -> tuple[str, int]:
    with connection() as conn:
        said = problem or _("That cannot be done; please look at it again.")
        page = laid_out(conn, name, problem=said, form=form)
    return told(page), 400
