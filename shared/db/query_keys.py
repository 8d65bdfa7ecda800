"""How each key of the query language is looked up: one key, one entry of a table."""

from collections.abc import Callable
from datetime import datetime

from shared.db import query_likeness, query_people, query_places, query_sayings, texts, vocabulary
from shared.db.asking import NEVER, Asking
from shared.db.confines import escaped
from shared.labels import Mark, kinds
from shared.query import keys, values
from shared.query.keys import KEYS
from shared.query.tree import Sign

Lookup = Callable[[Asking, Sign, str], str]  # any sign but `!=`, which is the opposite of `=`

_SIGNS = {":": "=", "=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_NUMBERS = {
    "id": "media.id", "filesize": "media.size", "width": "media.width", "height": "media.height",
    "duration": "media.duration", "iso": "media.iso", "aperture": "media.aperture",
    "exposure": "media.exposure_time", "focal": "media.focal_length", "latitude": "media.latitude",
    "longitude": "media.longitude", "altitude": "media.altitude", "rating": "coalesce(media.rating, 0)",
    "batch": "media.batch_id",
}  # fmt: skip
_FRACTIONS = {"aperture": 0.05, "exposure": 0.00005, "focal": 0.05, "latitude": 5e-5, "longitude": 5e-5}
RATIO = "(media.width::double precision / nullif(media.height, 0))"
ENDING = "(lower(substring(media.name FROM '[.]([^.]+)$')))"
_PANORAMA, _NEARLY = 2, 0.005


def sql(asking: Asking, key: str, sign: Sign, text: str) -> str:
    """A comparison as a boolean expression."""
    return _LOOKUPS[key](asking, sign, text)


def _number(key: str) -> Lookup:
    column = _NUMBERS[key]

    def look(asking: Asking, sign: Sign, text: str) -> str:
        value = keys.value(KEYS[key], text)
        if sign in {":", "="} and key in _FRACTIONS:  # as the file has it, which may be rounded otherwise
            near = abs(value) * 0.001 if key == "exposure" else 0
            slack = max(_FRACTIONS[key] * 1.0001, near)
            return f"{column} BETWEEN {asking.bind(value - slack)} AND {asking.bind(value + slack)}"
        return f"{column} {_SIGNS[sign]} {asking.bind(value)}"

    return look


def _part(name: str) -> Lookup:
    def look(asking: Asking, sign: Sign, text: str) -> str:
        value = asking.bind(values.whole(text))
        return f"extract({name} FROM {asking.time})::integer {_SIGNS[sign]} {value}"

    return look


def _year(asking: Asking, sign: Sign, text: str) -> str:
    year = values.whole(text)
    if not 1 <= year < 9000:
        later = (year >= 9000) == (sign in {"<", "<="})
        return "true" if later and sign in {"<", "<=", ">", ">="} else NEVER
    return _spanned(asking, asking.time, sign, f"{year:04}")


def _date(asking: Asking, sign: Sign, text: str) -> str:
    return _spanned(asking, asking.time, sign, text)


def _added(asking: Asking, sign: Sign, text: str) -> str:
    return _spanned(asking, "media.added_at", sign, text)


def _updated(asking: Asking, sign: Sign, text: str) -> str:
    return asking.gathered("stamp", _spanned(asking, "stamp.at", sign, text))


def _spanned(asking: Asking, column: str, sign: Sign, text: str) -> str:
    """A period compared as a whole: more is behind its end, less before its beginning."""
    span = values.span(text)

    def before(moment: datetime) -> str:
        return f"{column} < {asking.bind(moment)}"

    def since(moment: datetime) -> str:
        return f"{column} >= {asking.bind(moment)}"

    ways: dict[str, Callable[[], str]] = {
        "<": lambda: before(span.begin),
        "<=": lambda: before(span.end),
        ">": lambda: since(span.end),
        ">=": lambda: since(span.begin),
    }
    return ways.get(sign, lambda: f"({since(span.begin)} AND {before(span.end)})")()


def _ratio(asking: Asking, sign: Sign, text: str) -> str:
    shapes = {
        "panorama": f"{RATIO} > 2",
        "landscape": f"{RATIO} > 1",
        "square": f"{RATIO} = 1",
        "portrait": f"{RATIO} < 1",
    }
    named = values.shape(text)
    if named:
        return shapes[named]
    value = values.ratio(text)[0] or 0
    if sign in {":", "="}:
        return f"{RATIO} BETWEEN {asking.bind(value - _NEARLY)} AND {asking.bind(value + _NEARLY)}"
    return f"{RATIO} {_SIGNS[sign]} {asking.bind(value)}"


def _kind(asking: Asking, _sign: Sign, text: str) -> str:
    return asking.of("media.kind", [keys.kind(text)])


def _known(key: str) -> Lookup:
    def look(asking: Asking, sign: Sign, text: str) -> str:
        return asking.of(f"media.{vocabulary.COLUMNS[key]}", known(asking, key, sign, text))

    return look


def known(asking: Asking, key: str, sign: Sign, text: str) -> list[str]:
    """Which values of the library a text means."""
    return vocabulary.meant(vocabulary.values(asking.conn, key), sign, text)


def _camera(asking: Asking, sign: Sign, text: str) -> str:
    """A camera is often called by its maker, who may be no part of the model's name."""
    models = known(asking, "camera", sign, text)
    if models or sign != ":":
        return asking.of("media.model", models)
    return asking.of("media.make", known(asking, "make", sign, text))


def _flag(condition: str) -> Lookup:
    def look(_asking: Asking, _sign: Sign, text: str) -> str:
        return condition if values.yes(text) else f"NOT {condition}"

    return look


def _path(column: str, *, folders: bool = False) -> Lookup:
    def look(asking: Asking, sign: Sign, text: str) -> str:
        if sign == "=":
            return f"lower({column}) = lower({asking.bind(text)})"
        if sign == "~" or "*" in text:
            pattern = escaped(text) if sign == "~" else escaped(text).replace("*", "%")
            around = pattern if sign == ":" and not folders else f"%{pattern}%"
            return f"{column} ILIKE {asking.bind(around)}"
        query = texts.phrase(text, begins=True)
        if query is None:
            return f"{column} ILIKE {asking.bind(f'%{escaped(text)}%')}"
        return (
            f"({asking.worded(query)} AND words_of({column}) @@ to_tsquery('simple', {asking.bind(query)}))"
        )

    return look


def _folder(asking: Asking, sign: Sign, text: str) -> str:
    folder = text.strip("/")
    outermost = folder.partition("/")[0]
    if sign == "~":
        pattern = asking.bind(f"%{escaped(folder)}%/%")
        return f"media.path ILIKE {pattern}"
    deeper = asking.bind(f"{escaped(folder)}/%")
    return f"(split_part(media.path, '/', 1) = {asking.bind(outermost)} AND media.path LIKE {deeper})"


def _ending(asking: Asking, sign: Sign, text: str) -> str:
    ending = text.casefold().lstrip(".")
    if sign == "~":
        return f"{ENDING} LIKE {asking.bind(f'%{escaped(ending)}%')}"
    return f"{ENDING} = {asking.bind(ending)}"


def _hash(asking: Asking, _sign: Sign, text: str) -> str:
    digits = text.casefold()
    low, high = bytes.fromhex(digits.ljust(128, "0")), bytes.fromhex(digits.ljust(128, "f"))
    return f"media.sha512 BETWEEN {asking.bind(low)} AND {asking.bind(high)}"


def _labelled(mark: Mark) -> Lookup:
    """A label, or by a wider word than the library has any of those that it covers."""
    of_mark = ", ".join(f"'{kind}'" for kind in kinds(mark))

    def look(asking: Asking, sign: Sign, text: str) -> str:
        labels = vocabulary.labels(asking.conn, mark, sign, text)
        if not labels:
            return NEVER
        where = f"media_label.label = ANY {asking.among(labels)} AND media_label.kind IN ({of_mark})"
        return asking.gathered("media_label", where)

    return look


def _tag(asking: Asking, sign: Sign, text: str) -> str:
    names = vocabulary.marks(asking.conn, "tag", sign, text)
    return asking.gathered("media_tag", f"media_tag.name = ANY {asking.among(names)}") if names else NEVER


def _written(table: str) -> Lookup:
    """Asks for words in the texts of a table."""

    def written(asking: Asking, sign: Sign, text: str) -> str:
        query = texts.phrase(text, begins=sign == "~" or text.endswith("*"))
        if query is None:
            return NEVER
        where = f"words_of({table}.text) @@ to_tsquery('simple', {asking.bind(query)})"
        return asking.gathered(table, where)

    return written


def _album(asking: Asking, _sign: Sign, text: str) -> str:
    ways = []
    if by_hand := vocabulary.albums(asking.conn, text, smart=False):
        ids = asking.bind(by_hand)
        ways.append(asking.gathered("album_media", f"album_media.album_id = ANY ({ids}::bigint[])"))
    if asking.filled:
        smart = vocabulary.albums(asking.conn, text, smart=True)
        ways += [asking.selected(asking.filled(album_id)) for album_id in smart]
    return f"({' OR '.join(ways)})" if ways else NEVER


_LOOKUPS: dict[str, Lookup] = {
    **{key: _number(key) for key in _NUMBERS},
    **{key: _known(key) for key in vocabulary.COLUMNS},
    **{part: _part(part) for part in ("month", "day", "hour", "minute")},
    "camera": _camera,
    "year": _year,
    "date": _date,
    "added": _added,
    "updated": _updated,
    "ratio": _ratio,
    "kind": _kind,
    "path": _path("media.path", folders=True),
    "filename": _path("media.name"),
    "folder": _folder,
    "ext": _ending,
    "hash": _hash,
    **{mark: _labelled(mark) for mark in ("object", "look", "scene", "colour")},
    "country": query_places.country,
    "region": query_places.region,
    "city": query_places.city,
    "location": query_places.location,
    "person": query_people.person,
    "similar": query_likeness.similar,
    "alike": query_likeness.alike,
    "face": query_likeness.face,
    "tag": _tag,
    "comment": _written("comment"),
    "description": _written("description"),
    "album": _album,
    "said": query_sayings.said,
    "text": query_sayings.read,
    "favourite": _flag("media.favourite"),
    "undated": _flag("(media.taken_from = 'file date' AND media.dated_by IS NULL)"),
}
