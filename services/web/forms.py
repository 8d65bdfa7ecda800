"""Forms about one file, turned into what is done to it: the fields are those of the API's bodies."""

from collections.abc import Callable, Mapping

from flask import abort
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from services.web.acts import Outcome
from services.web.context import account, who
from services.web.wishes import Commenting, Dating, Placing, Rating, Tagging
from services.web.words import _
from shared.db import comments, marks, tags, trash
from shared.db.connection import Connection
from shared.errors import NotFound

Form = MultiDict[str, str]
Act = Callable[[Connection, int, Form], Outcome]

DEFAULTS = {"rate": "stars", "tag": "add", "date": "taken_at", "place": "latitude", "comment": "text"}


def act(conn: Connection, action: str, media_id: int, form: Form) -> Outcome:
    """Do it; how many files changed, and the deed.  Raises `ValidationError`."""
    if action not in ACTS:
        abort(404)
    return ACTS[action](conn, media_id, form)


def faults(action: str, error: ValidationError) -> dict[str, str]:
    """What is wrong with each field, in words."""
    fields = [str(line["loc"][0]) if line["loc"] else DEFAULTS.get(action, "") for line in error.errors()]
    said = {
        "taken_at": _("Give a day and a time, in a year from 1800 to 8999."),
        "latitude": _("A latitude is a number from −90 to 90; a place has both numbers."),
        "longitude": _("A longitude is a number from −180 to 180; a place has both numbers."),
        "text": _("Write something, at most 5,000 characters."),
        "add": _("A tag has at most 100 characters, and at most 50 come at once."),
    }
    return {field: said.get(field, _("This cannot be understood.")) for field in fields}


def said(action: str, form: Form) -> str:
    """What was done, for the one who did it."""
    if action == "favourite":
        return _("Added to the favourites") if form.get("on") == "1" else _("No longer a favourite")
    if action == "rate":
        stars = form.get("stars")
        return _("Stars: {n}").format(n=stars) if stars else _("Stars taken away")
    return {
        "tag": _("Tags changed"),
        "date": _("Date changed"),
        "place": _("Place changed"),
        "comment": _("Comment added"),
        "uncomment": _("Comment deleted"),
        "trash": _("Moved to the trash"),
        "restore": _("Taken out of the trash"),
    }[action]


def _favour(conn: Connection, media_id: int, form: Form) -> Outcome:
    return marks.favour(conn, [media_id], who(), on=form.get("on") == "1")


def _rate(conn: Connection, media_id: int, form: Form) -> Outcome:
    asked = Rating.model_validate({"ids": [media_id], "stars": form.get("stars") or None})
    return marks.rate(conn, [media_id], who(), asked.stars)


def _tag(conn: Connection, media_id: int, form: Form) -> Outcome:
    add = [name.strip() for name in form.get("add", "").split(",") if name.strip()]
    asked = Tagging.model_validate({"ids": [media_id], "add": add, "remove": form.getlist("remove")})
    return tags.change(conn, [media_id], who(), add=asked.add, remove=asked.remove)


def _date(conn: Connection, media_id: int, form: Form) -> Outcome:
    given = {} if "as_read" in form else {"taken_at": form.get("taken_at", "")}
    asked = Dating.model_validate({"ids": [media_id]} | given)
    return marks.date(conn, [media_id], who(), taken_at=asked.taken_at)


def _place(conn: Connection, media_id: int, form: Form) -> Outcome:
    if "as_read" in form:
        return marks.replace(conn, [media_id], who())
    if "nowhere" in form:
        return marks.place(conn, [media_id], who(), None)
    given = {name: form.get(name, "").strip().replace(",", ".") for name in ("latitude", "longitude")}
    asked = Placing.model_validate({"ids": [media_id]} | given)
    assert asked.latitude is not None
    assert asked.longitude is not None
    return marks.place(conn, [media_id], who(), (asked.latitude, asked.longitude))


def _comment(conn: Connection, media_id: int, form: Form) -> Outcome:
    asked = Commenting.model_validate({"ids": [media_id], "text": form.get("text", "")})
    return comments.add(conn, [media_id], who(), asked.text)


def _uncomment(conn: Connection, media_id: int, form: Form) -> Outcome:
    number, held = form.get("comment", ""), account()
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound("this comment was deleted")
    comment = comments.find(conn, int(number))
    if comment.media_id != media_id:
        raise NotFound("this comment was deleted")
    if held is None or (comment.by_name != held.name and held.role != "admin"):
        abort(403, "only who wrote a comment or an admin may delete it")
    return 1, comments.remove(conn, comment, held.name)


def _trash(conn: Connection, media_id: int, _form: Form) -> Outcome:
    return trash.discard(conn, [media_id], who())


def _restore(conn: Connection, media_id: int, _form: Form) -> Outcome:
    return trash.restore(conn, [media_id], who())


ACTS: Mapping[str, Act] = {
    "favourite": _favour,
    "rate": _rate,
    "tag": _tag,
    "date": _date,
    "place": _place,
    "comment": _comment,
    "uncomment": _uncomment,
    "trash": _trash,
    "restore": _restore,
}
