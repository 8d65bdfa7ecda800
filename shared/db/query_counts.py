"""How many of something a file has, whether it has a thing at all, and how far it is from a place."""

import math

from shared.db import vocabulary
from shared.db.asking import NEVER, Asking
from shared.query import values
from shared.query.tree import Count, Exists, Near

_DEGREE = 111.19  # kilometres
_EARTH = 6371.0
TABLES = {
    "tags": "media_tag",
    "comments": "comment",
    "albums": "album_media",
    "files": "sighting",
    "people": "media_person",
}
_COLUMNS = {
    "gps": "latitude", "make": "make", "camera": "model", "lens": "lens", "software": "software",
    "iso": "iso", "aperture": "aperture", "exposure": "exposure_time", "focal": "focal_length",
    "latitude": "latitude", "longitude": "longitude", "altitude": "altitude", "duration": "duration",
    "width": "width", "height": "height", "ratio": "width", "rating": "rating",
}  # fmt: skip
_ROWS = {
    "faces": ("media_label", "media_label.label = 'face'"),
    "objects": ("media_label", "media_label.label <> 'face' AND media_label.kind = 'object'"),
    "object": ("media_label", "media_label.label <> 'face' AND media_label.kind IN ('object', 'class')"),
    "tag": ("media_tag", "true"),
    "country": ("media_place", "true"),
    "location": ("media_place", "true"),
    "region": ("media_place", "media_place.region IS NOT NULL"),
    "city": ("media_place", "media_place.city IS NOT NULL"),
    "person": ("media_person", "true"),
    "look": ("media_label", "media_label.kind = 'look'"),
    "scene": ("media_label", "media_label.kind = 'scene'"),
    "colour": ("media_label", "media_label.kind = 'colour'"),
    "similar": ("picture", "true"),
    "face": ("face", "true"),
    "comment": ("comment", "true"),
    "description": ("description", "true"),
    "album": ("album_media", "true"),
    "said": ("finding", "finding.text IS NOT NULL AND finding.box_left IS NULL"),
    "text": ("finding", "finding.text IS NOT NULL AND finding.box_left IS NOT NULL"),
}
OF_DATES = ("date", "year", "month", "day", "hour", "minute")
_DATED = "(media.taken_from <> 'file date' OR media.dated_by IS NOT NULL)"


def count(asking: Asking, asked: Count) -> str:
    """A comparison of a number that is counted."""
    sign = "<>" if asked.sign == "!=" else asked.sign
    least = {">=": asked.n, ">": asked.n + 1, "=": asked.n}.get(asked.sign, 0)
    table = TABLES.get(asked.what, "media_label")
    where = "true" if asked.what in TABLES else _labels(asking, asked.what)
    summed = "count(*)" if asked.what in TABLES else "coalesce(sum(n), 0)"
    number = asking.bind(asked.n)
    each = f"(SELECT {summed} FROM {table} WHERE {table}.media_id = media.id AND {where}) {sign} {number}"
    if asked.what == "files":  # a second arrival is a duplicate of the first
        return f"({asking.gathered(table, 'sighting.duplicate')} AND {each})" if least > 1 else each
    if least < 1 or asked.what == "objects":
        return each
    few = asking.few(
        f"SELECT media_id FROM {table} WHERE {where} GROUP BY media_id HAVING {summed} {sign} {number}"
        if asked.what in TABLES
        else f"SELECT media_id FROM media_label WHERE {where} AND n {sign} {number}"
    )
    return few or each


def _labels(asking: Asking, what: str) -> str:
    if what in {"objects", "faces"}:
        return _ROWS[what][1]
    labels, kinds = vocabulary.countable(asking.conn, what)
    among, of = asking.among(labels), asking.among(list(kinds))
    return f"media_label.label = ANY {among} AND media_label.kind = ANY {of}"


def exists(asking: Asking, asked: Exists) -> str:
    """That a key has a value."""
    if asked.key in _COLUMNS:
        return f"media.{_COLUMNS[asked.key]} IS NOT NULL"
    if asked.key in _ROWS:
        return asking.gathered(*_ROWS[asked.key])
    return _DATED if asked.key in OF_DATES else "true"


def near(asking: Asking, asked: Near) -> str:
    """That a file was taken within some kilometres of a place, along the surface of the earth."""
    point = asked.at or values.point(asked.place)
    if point is None:
        return NEVER
    latitude, longitude = point
    tall = asked.kilometres / _DEGREE
    south, north = asking.bind(latitude - tall), asking.bind(latitude + tall)
    inside = f"media.latitude BETWEEN {south} AND {north}{_between(asking, latitude, longitude, tall)}"
    here, there = asking.bind(latitude), asking.bind(longitude)
    far = f"""
        2 * {_EARTH} * asin(least(1, sqrt(
            sin(radians(media.latitude - {here}) / 2) ^ 2
            + cos(radians(media.latitude)) * cos(radians({here}))
            * sin(radians(media.longitude - {there}) / 2) ^ 2))) <= {asking.bind(asked.kilometres)}
        """
    where = f"{inside} AND {far}"
    few = asking.few(f"SELECT id AS media_id FROM media WHERE trashed_at IS NULL AND {where}")
    return few or f"({where})"


def _between(asking: Asking, latitude: float, longitude: float, tall: float) -> str:
    """The meridians between which it lies; none where the circle holds a pole or goes over the date line."""
    if abs(latitude) + tall >= 90:
        return ""
    wide = math.degrees(math.asin(min(math.sin(math.radians(tall)) / math.cos(math.radians(latitude)), 1)))
    west, east = longitude - wide, longitude + wide
    if west < -180 or east > 180:
        return ""
    return f" AND media.longitude BETWEEN {asking.bind(west)} AND {asking.bind(east)}"
