"""What stands behind a key, read: numbers, sizes, times, days, shapes, distances.  All raise `ValueError`."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_SIZES = {"": 1, "b": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_RATIOS = {"panorama": (2.0, None), "landscape": (1.0, None), "square": (1.0, 1.0), "portrait": (None, 1.0)}
_YES, _NO = {"yes", "true", "1", "on"}, {"no", "false", "0", "off"}
LARGEST = 10.0**15


@dataclass(frozen=True)
class Span:
    """From `begin` up to `end`, which is no part of it."""

    begin: datetime
    end: datetime


def number(text: str) -> float:
    """A decimal number, or a fraction as exposure times are written."""
    found = re.fullmatch(r"\s*([+-]?\d{1,15}(?:\.\d{1,9})?|[+-]?\.\d{1,9})\s*", text, re.ASCII)
    if found:
        return float(found[1])
    parts = re.fullmatch(r"\s*(\d{1,9})\s*/\s*(\d{1,9})\s*", text, re.ASCII)
    if parts and int(parts[2]):
        return int(parts[1]) / int(parts[2])
    raise ValueError("this is not a number")


def whole(text: str) -> int:
    """A number without a fraction."""
    if not re.fullmatch(r"\s*[+-]?\d{1,18}\s*", text, re.ASCII):
        long = re.fullmatch(r"\s*[+-]?\d+\s*", text, re.ASCII)
        raise ValueError("this number is too large" if long else "this is not a whole number")
    return int(text)


def size(text: str) -> int:
    """Bytes, also as 12k, 3.5m, 2GB."""
    found = re.fullmatch(r"\s*(\d{1,15}(?:\.\d{1,6})?)\s*([bkmgt]?)(?:i?b)?\s*", text.casefold(), re.ASCII)
    if not found:
        raise ValueError("a size is written 500k, 12m or 2g")
    return min(int(float(found[1]) * _SIZES[found[2]]), 2**62)


def seconds(text: str) -> float:
    """A duration: 90, 90s, 2m, 1:30, 1:02:03."""
    clock = re.fullmatch(r"\s*(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2}(?:\.\d{1,3})?)\s*", text, re.ASCII)
    if clock:
        return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3])
    found = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,3})?)\s*(s|m|min|h|)\s*", text.casefold(), re.ASCII)
    if not found:
        raise ValueError("a duration is written 90, 1:30 or 1:02:03")
    return float(found[1]) * {"s": 1, "": 1, "m": 60, "min": 60, "h": 3600}[found[2]]


def span(text: str) -> Span:
    """A year, a month of it or a day: 2019, 2019-05, 2019-05-31; with a time a minute."""
    found = re.fullmatch(
        r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}):(\d{2}))?)?)?\s*", text, re.ASCII
    )
    given = [int(part) for part in found.groups() if part] if found else []
    try:
        year, month, day, hour, minute = (*given, *(0, 1, 1, 0, 0)[len(given) :])
        begin = datetime(year, month, day, hour, minute)
        return Span(begin, _ENDS[len(given)](begin))
    except (ValueError, OverflowError):
        said = "there is no such day; " if len(given) > 1 else ""
        raise ValueError(f"{said}a date is written 2019, 2019-05 or 2019-05-31") from None


_ENDS: dict[int, Callable[[datetime], datetime]] = {
    1: lambda begin: begin.replace(year=begin.year + 1),
    2: lambda begin: begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1),
    3: lambda begin: begin + timedelta(days=1),
    5: lambda begin: begin + timedelta(minutes=1),
}


def day(text: str) -> date:
    """One day, as `span` has it."""
    found = span(text)
    if found.end - found.begin != timedelta(days=1):
        raise ValueError("a day is written 2019-05-31")
    return found.begin.date()


def yes(text: str) -> bool:
    """Yes or no."""
    said = text.strip().casefold()
    if said not in _YES | _NO:
        raise ValueError("this is yes or no")
    return said in _YES


def ratio(text: str) -> tuple[float | None, float | None]:
    """Width by height: the least and the most, each of which is none of a named shape; both of a number."""
    said = text.strip().casefold()
    if said in _RATIOS:
        return _RATIOS[said]
    try:
        value = number(said.replace(":", "/"))
    except ValueError:
        raise ValueError("a ratio is panorama, landscape, square, portrait, 16/9 or 1.5") from None
    return value, value


def shape(text: str) -> str | None:
    """The name of a shape, None where the ratio is a number."""
    return text.strip().casefold() if text.strip().casefold() in _RATIOS else None


def kilometres(text: str) -> float:
    """A distance: 20km, 500m, 12mi, or kilometres without a unit."""
    found = re.fullmatch(r"\s*(\d{1,5}(?:\.\d{1,6})?)\s*(km|m|mi|)\s*", text.casefold(), re.ASCII)
    if not found or not float(found[1]):
        raise ValueError("a distance is written 20km, 500m or 12mi")
    return round(float(found[1]) * {"km": 1, "": 1, "m": 0.001, "mi": 1.609344}[found[2]], 6)


def point(text: str) -> tuple[float, float] | None:
    """Latitude and longitude, None where it is something else; raises where no place on earth is so."""
    found = re.fullmatch(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[, ]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*", text, re.ASCII)
    if not found:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    if abs(latitude) > 90 or abs(longitude) > 180 or math.isnan(latitude):
        raise ValueError("a position is latitude,longitude in degrees")
    return latitude, longitude
