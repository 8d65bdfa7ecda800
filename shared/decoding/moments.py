"""Capture times: read from metadata text, or guessed from a file's name and date."""

import re
from datetime import UTC, datetime, timedelta

from shared.domain import CaptureTime

EARLIEST = 1826  # the year of the oldest photograph that is left
EARLIEST_VIDEO = 1990  # an older time in a container is a clock that was never set

WRITTEN = re.compile(
    r"\s*(\d{4})[:./-](\d\d)[:./-](\d\d)(?:[ T]+(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,6})\d*)?)?)?"
    r"\s*(Z|UTC|[+-]\d\d:?\d\d)?"
)
OFFSET = re.compile(r"\s*([+-])(\d\d):?(\d\d)\s*$")
NAMED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])"
    r"(?:(?:[-_.\sT]|\sat\s)?([01]\d|2[0-3])[-_.:h]?([0-5]\d)[-_.:m]?([0-5]\d))?(?!\d{2}(?!\d))"
)


def read(text: str, source: str, *, offset: str = "", earliest: int = EARLIEST) -> CaptureTime | None:
    """The moment written in `text`, EXIF's or ISO 8601's way; None where it is none, or absurd.

    `offset` is a UTC offset from elsewhere, used where `text` has none.
    """
    found = WRITTEN.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        local = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "").ljust(6, "0")),
        )
    except ValueError:
        return None
    minutes = 0 if zone in {"Z", "UTC"} else _minutes(zone or offset)
    return CaptureTime(local, minutes, source) if sane(local, earliest) else None


def sane(local: datetime, earliest: int = EARLIEST) -> bool:
    """Whether a file can have been taken then: not before the first photograph, nor after tomorrow."""
    tomorrow = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    return local.year >= earliest and local <= tomorrow


def guess(name: str, modified: float) -> CaptureTime | None:
    """The date in a file's name (`IMG_20190304_101500.jpg`), else its modification time in UTC."""
    return _named(name) or _dated(modified)


def _named(name: str) -> CaptureTime | None:
    found = NAMED.search(name)
    if not found:
        return None
    parts = [int(part or 0) for part in found.groups()]
    try:
        local = datetime(*parts)  # type: ignore[arg-type]  # six numbers
    except ValueError:
        return None
    return CaptureTime(local, None, "file name") if sane(local, EARLIEST_VIDEO - 90) else None


def _dated(modified: float) -> CaptureTime | None:
    try:
        moment = datetime.fromtimestamp(modified, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    local = moment.replace(tzinfo=None, microsecond=0)
    return CaptureTime(local, 0, "file date") if sane(local) else None


def _minutes(text: str) -> int | None:
    found = OFFSET.match(text)
    if not found:
        return None
    sign, hours, minutes = found.groups()
    total = int(hours) * 60 + int(minutes)
    return None if total > 15 * 60 else total * (1 if sign == "+" else -1)
