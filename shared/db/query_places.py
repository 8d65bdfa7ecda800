"""Where a file was taken, by the names of places, as the query language asks for it."""

from dataclasses import dataclass

from shared import countries, places
from shared.db.asking import NEVER, Asking
from shared.db.connection import rows
from shared.db.vocabulary import like
from shared.query.tree import Sign

_PARTS = {"country": 1, "region": 2, "city": 3}  # of the names in the list of places: Italy/Tuscany/Arezzo


@dataclass(frozen=True)
class _Named:
    value: str


def country(asking: Asking, sign: Sign, text: str) -> str:
    """By the name of a country in any language, or its two letters."""
    names = _meant(asking, "country", sign, text)
    short = len(text.strip()) == 2
    code = text.strip().upper() if short else countries.code(text) if sign != "~" and not names else None
    found = _among(asking, "country", names)
    if code is None:
        return found
    held = f"media_place.country_code = {asking.bind(code)}"
    return f"({found} OR {asking.gathered('media_place', held)})"


def region(asking: Asking, sign: Sign, text: str) -> str:
    """By the first division of a country."""
    return _in(asking, "region", sign, text)


def city(asking: Asking, sign: Sign, text: str) -> str:
    """By the nearest place, or the nearest large city, in the languages that have a name for it."""
    names = _meant(asking, "city", sign, text)
    if not names and sign != "~" and (known := places.called(text)):  # Cologne is Köln
        names = _meant(asking, "city", "=", places.whole(known.name)) or [places.whole(known.name)]
    near = asking.gathered("media_place", f"media_place.near = {asking.bind(names[0])}") if names else NEVER
    return f"({_among(asking, 'city', names)} OR {near})"


def location(asking: Asking, sign: Sign, text: str) -> str:
    """By any name of it."""
    return f"({' OR '.join(way(asking, sign, text) for way in (country, region, city))})"


def _in(asking: Asking, part: str, sign: Sign, text: str) -> str:
    return _among(asking, part, _meant(asking, part, sign, text))


def _among(asking: Asking, part: str, names: list[str]) -> str:
    if not names:
        return NEVER
    return asking.gathered("media_place", f"media_place.{part} = ANY {asking.among(names)}")


def _meant(asking: Asking, part: str, sign: Sign, text: str) -> list[str]:
    """The names that the library knows, those with the most files first; without regard to accents."""
    pattern = like(sign, " ".join(text.split()))
    sql = """
        SELECT split_part(name, '/', %(part)s) AS value FROM mark_totals
         WHERE what = 'place' AND array_length(string_to_array(name, '/'), 1) = %(part)s
           AND without_accents(split_part(name, '/', %(part)s)) LIKE without_accents(%(pattern)s)
         GROUP BY value HAVING sum(files) > 0 ORDER BY sum(files) DESC, value
        """
    return [row.value for row in rows(asking.conn, _Named, sql, part=_PARTS[part], pattern=pattern)]
