"""Positions: checked, and read from EXIF's degrees or ISO 6709 text."""

import math
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from shared.domain import Position

ISO_6709 = re.compile(r"([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")


def checked(latitude: float, longitude: float, altitude: float | None = None) -> Position | None:
    """The position; None where it is out of range, or 0° 0°, which is an unset receiver and no place."""
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180 or (abs(latitude) < 1e-6 and abs(longitude) < 1e-6):
        return None
    usable = altitude is not None and math.isfinite(altitude) and -500 <= altitude <= 100_000
    return Position(round(latitude, 7), round(longitude, 7), round(altitude or 0, 2) if usable else None)


def degrees(values: Sequence[Any], reference: str) -> float | None:
    """Degrees, minutes and seconds as one signed number; None where a part is no number."""
    parts = [ratio(value) for value in values[:3]]
    if not parts or any(part is None for part in parts):
        return None
    total = math.fsum((part or 0) / 60.0**power for power, part in enumerate(parts))
    return -total if reference.strip().upper()[:1] in {"S", "W"} else total


def ratio(value: Any) -> float | None:
    """A rational of exifread, or any number, as a float; None where its denominator is zero."""
    try:
        return float(Fraction(value.num, value.den) if hasattr(value, "num") else value)
    except (ZeroDivisionError, TypeError, ValueError, OverflowError):
        return None


def iso6709(text: str) -> Position | None:
    """The position in a text such as `+48.8577+002.295+035/`; also ±DDMM.M and ±DDMMSS.S."""
    found = ISO_6709.match(text.strip())
    if not found:
        return None
    latitude, longitude, altitude = found.groups()
    return checked(_angle(latitude, 2), _angle(longitude, 3), float(altitude) if altitude else None)


def _angle(text: str, width: int) -> float:
    """`width` digits of degrees, then perhaps two of minutes and two of seconds."""
    sign, digits = (-1 if text[0] == "-" else 1), text[1:]
    whole = len(digits.split(".", maxsplit=1)[0])
    if whole <= width:
        return sign * float(digits)
    parts = [float(digits[:width])]
    if whole <= width + 2:
        parts.append(float(digits[width:]))
    else:
        parts += [float(digits[width : width + 2]), float(digits[width + 2 :])]
    return sign * math.fsum(part / 60.0**power for power, part in enumerate(parts))
