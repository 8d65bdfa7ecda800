"""Every filter in words, as its chip shows it."""

from collections.abc import Callable
from datetime import date

from flask import g

from services.web.context import connection, within
from services.web.pages import called
from services.web.pages.looks import format_name
from services.web.words import _
from shared import amounts
from shared.amounts import Wanted
from shared.areas import area
from shared.db import crowd
from shared.db.search import FACE
from shared.db.selection import ANY_COMMENT

SORTS = ("newest", "oldest", "added", "name", "folder", "size", "pixels", "rating", "random")


def words(name: str, value: str) -> str:
    """What a parameter of the address asks for."""
    if name in _TELLING:
        return _TELLING[name](value)
    return value


def value(name: str, value: str) -> str:
    """What a value is called in the list of its kind."""
    return _TELLING[name](value) if name in {"format", "kind"} else value


def order(sort: str) -> str:
    """The name of an order."""
    return {
        "newest": _("Newest first"),
        "oldest": _("Oldest first"),
        "added": _("Recently added"),
        "name": _("Name"),
        "folder": _("Folder"),
        "size": _("Largest first"),
        "pixels": _("Most pixels first"),
        "rating": _("Best rated"),
        "random": _("Random"),
        "like": _("Most alike first"),
        "similar": _("Most alike first"),
        "similar-reversed": _("Least alike first"),
        "alike": _("Most alike first"),
        "alike-reversed": _("Least alike first"),
        "face": _("Most alike first"),
        "face-reversed": _("Least alike first"),
        "duration": _("Longest first"),
        "width": _("Widest first"),
        "height": _("Tallest first"),
        "updated": _("Recently changed"),
        "updated-reversed": _("Changed longest ago"),
        "count": _("Most of it first"),
        "count-reversed": _("Fewest of it first"),
        "added-reversed": _("Added first"),
        "name-reversed": _("Name, Z to A"),
        "size-reversed": _("Smallest first"),
        "rating-reversed": _("Worst rated"),
        "duration-reversed": _("Shortest first"),
        "width-reversed": _("Narrowest first"),
        "height-reversed": _("Lowest first"),
    }[sort]


def kind(value: str) -> str:
    """What people call a kind of content."""
    return {
        "image": _("Photos"),
        "video": _("Videos"),
        "audio": _("Sound recordings"),
        "other": _("Other files"),
    }.get(value, value)


def stars(value: str) -> str:
    """At least so many stars, as signs."""
    count = int(value)
    return "★" * count if count == 5 else _("%(stars)s or more") % {"stars": "★" * count}


def city(value: str) -> str:
    """A place as people write it, the city first: `Arezzo, Tuscany, Italy`."""
    return ", ".join(part for part in reversed(value.split("/")) if part)


def _object(value: str) -> str:
    return _counted(amounts.wanted(value))


def _faces(value: str) -> str:
    one = amounts.of(FACE, value)
    if one.most == 0:
        return _("no faces")
    if one.least == one.most:
        return _("exactly %(n)s faces") % {"n": one.least} if one.least != 1 else _("exactly one face")
    if one.most is not None:
        return _("at most %(n)s faces") % {"n": one.most} if one.most != 1 else _("at most one face")
    return _("at least %(n)s faces") % {"n": one.least} if one.least != 1 else _("with faces")


def _counted(one: Wanted) -> str:
    given = {"label": one.label, "n": one.least if one.most is None else one.most}
    if one.most == 0:
        return _("no %(label)s") % given
    if one.most is None:
        return one.label if one.least == 1 else _("%(label)s, at least %(n)s") % given
    if one.least == one.most:
        return _("%(label)s, exactly %(n)s") % given
    return _("%(label)s, at most %(n)s") % given


def _area(value: str) -> str:
    part = area(value)
    if part.corners:
        return _("within a shape on the map")
    if part.whole:
        return _("anywhere on the map")
    return _("between %(south)s and %(north)s, %(west)s and %(east)s") % {
        "south": _degrees(part.south, "N", "S"),
        "north": _degrees(part.north, "N", "S"),
        "west": _degrees(part.west, "E", "W"),
        "east": _degrees((part.east + 180) % 360 - 180, "E", "W"),
    }


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):.4g}° {positive if value >= 0 else negative}"


def _day(value: str) -> str:
    day = date.fromisoformat(f"2000-{value}")
    return _("on %(day)s of any year") % {"day": f"{day.day} {day:%B}"}


def who(person_id: int) -> str:
    """What somebody is called, as far as the one who asks may know; looked up once in a request."""
    known: dict[int, str] = g.setdefault("names_of_people", {})
    if person_id not in known:
        with connection() as conn:
            known[person_id] = crowd.called(conn, within(), person_id)
    return known[person_id] or _("person %(id)s") % {"id": person_id}


def _comment(value: str) -> str:
    return _("with comments") if value.strip() == ANY_COMMENT else _("comment: %(words)s") % {"words": value}


_TELLING: dict[str, Callable[[str], str]] = {
    "object": _object,
    "faces": _faces,
    "format": format_name,
    "kind": kind,
    "folder": lambda value: _("in %(folder)s") % {"folder": value.strip("/") + "/"},
    "from": lambda value: _("from %(day)s") % {"day": value},
    "to": lambda value: _("until %(day)s") % {"day": value},
    "nodate": lambda _value: _("without a date"),
    "day": _day,
    "area": _area,
    "noplace": lambda _value: _("without a place"),
    "favourite": lambda _value: _("favourites"),
    "rating": stars,
    "comment": _comment,
    "place": lambda value: _("in %(place)s") % {"place": city(value)},
    "tag": lambda value: _("tag: %(tag)s") % {"tag": value},
    "person": lambda value: who(int(value)),
    "album": called.album,
    "batch": called.batch,
    "like": lambda value: _("like %(name)s") % {"name": called.file(value)},
}
