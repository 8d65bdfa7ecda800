"""What people say of what was found in one file, in the viewer and without scripts."""

import json

from flask import Blueprint, make_response, redirect, render_template, request
from pydantic import ValidationError
from werkzeug.wrappers import Response

from services.web import likenesses
from services.web.context import connection, who
from services.web.filters import parse
from services.web.pages import found
from services.web.pages.query import Query
from services.web.sayings import Saying
from services.web.verdicts import say as give
from services.web.words import _
from shared.db import details, verdicts
from shared.db.connection import Connection


def add_to(bp: Blueprint) -> None:
    """Add these routes."""
    bp.add_url_rule("/media/<id:media_id>/verdict", "judge", judge)
    bp.add_url_rule("/media/<id:media_id>/verdict", "say", say, methods=["POST"])


def judge(media_id: int) -> str:
    """The form in which one finding is confirmed, rejected or corrected."""
    return _form(media_id, request.args.get("finding", 0, type=int))


def say(media_id: int) -> Response:
    """Store what a person says, or take back what one said; for htmx the lists anew."""
    try:
        with connection() as conn:
            deed = _said(conn, media_id)
    except ValidationError:
        wrong = _("Write what it says, at most 2,000 characters.")
        return _refused(_form(media_id, request.form.get("finding", 0, type=int), wrong))
    if "HX-Request" not in request.headers:
        return redirect(Query.of(parse(request.args)).link("pages.viewer", media_id=media_id), 303)
    with connection() as conn:
        answer = make_response(found.part(conn, media_id))
    answer.headers["HX-Trigger"] = json.dumps({"marked": {"text": _told(), "deed": deed}})
    return answer


def _said(conn: Connection, media_id: int) -> int:
    form = request.form
    if "withdraw" in form:
        return verdicts.withdraw(conn, media_id, form.get("withdraw", 0, type=int), who())
    if "person" in form:
        return _of_person(conn)
    asked = {"decision": form.get("decision"), "finding": form.get("finding")}
    if asked["decision"] == "corrected":
        asked["said"] = form.get("said")
    if form.get("everywhere"):
        held = verdicts.anchor(conn, media_id, form.get("finding", 0, type=int))
        asked = {"decision": "rejected", "label": held.label, "kind": held.kind}
    return give(conn, media_id, Saying.model_validate(asked))


def _of_person(conn: Connection) -> int:
    """That a face is somebody's, or is not; the face itself stays one."""
    asked = {
        "faces": [request.form.get("finding", 0, type=int)],
        "verdict": "is" if request.form.get("decision") == "confirmed" else "is-not",
        "person": request.form.get("person", 0, type=int),
    }
    return likenesses.said(conn, likenesses.Saying.model_validate(asked)).deed or 0


def _refused(form: str) -> Response:
    """The form with what is wrong; htmx puts it where it stood."""
    htmx = "HX-Request" in request.headers
    answer = make_response(form, 200 if htmx else 400)
    answer.headers |= {"HX-Retarget": "#judging", "HX-Reswap": "innerHTML"} if htmx else {}
    return answer


def _told() -> str:
    if "withdraw" in request.form:
        return _("Restored")
    done = {"confirmed": _("Confirmed"), "corrected": _("Corrected")}
    return done.get(request.form.get("decision", ""), _("Rejected"))


def _form(media_id: int, finding: int, wrong: str = "") -> str:
    with connection() as conn:
        held, file = verdicts.anchor(conn, media_id, finding), details.detail(conn, media_id).file
    return render_template(
        "_judge.html" if "HX-Request" in request.headers else "judge.html",
        held=held,
        file=file,
        finding=finding,
        several=request.args.get("several"),
        wrong=wrong,
        typed=request.form.get("said"),
        query=Query.of(parse(request.args)),
    )
