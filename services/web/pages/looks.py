"""How values look on a page: lengths of time, sizes, dates."""

from datetime import datetime

from services.web.words import ngettext


def clock(seconds: float | None) -> str:
    """`75.2` as `1:15`, `3675` as `1:01:15`."""
    whole = int(seconds or 0)
    hours, minutes = whole // 3600, whole // 60 % 60
    if hours:
        return f"{hours}:{minutes:02}:{whole % 60:02}"
    return f"{minutes}:{whole % 60:02}"


def span(seconds: float | None) -> str:
    """How long something takes, in one or two words."""
    if seconds is None:
        return "–"
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    if seconds < 36 * 3600:
        return f"{round(seconds / 3600)} h"
    return f"{round(seconds / 86400)} days"


def brief(seconds: float) -> str:
    """How long something took, to a tenth of a second where that is much of it."""
    return f"{seconds:.1f} s" if seconds < 20 else span(seconds)


def size(count: int) -> str:
    """Bytes in the unit that fits, decimal like cameras and disks have it."""
    value = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if value >= 100 or unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def number(count: int) -> str:
    """`12,345`."""
    return f"{count:,}"


def exposure(seconds: float) -> str:
    """Exposure time as cameras write it: `1/250 s`, `2 s`."""
    return f"{seconds:g} s" if seconds >= 0.4 else f"1/{round(1 / seconds)} s"


def month(moment: datetime) -> str:
    """`March 2024`."""
    return f"{moment:%B %Y}"


def day(moment: datetime) -> str:
    """`Tue, 5 March 2024, 14:03`."""
    return f"{moment:%a}, {moment.day} {moment:%B %Y, %H:%M}"


def date(moment: datetime) -> str:
    """`5 March 2024`."""
    return f"{moment.day} {moment:%B %Y}"


def ago(years: int) -> str:
    """`3 years ago`; nothing for this year and for those to come."""
    return ngettext("%(num)s year ago", "%(num)s years ago", years) % {"num": years} if years > 0 else ""


def offset(minutes: int) -> str:
    """Minutes east of UTC as `UTC+02:00`."""
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def coordinates(latitude: float, longitude: float) -> str:
    """Degrees with the hemisphere's letter."""
    return (
        f"{abs(latitude):.5f}° {'N' if latitude >= 0 else 'S'}, "
        f"{abs(longitude):.5f}° {'E' if longitude >= 0 else 'W'}"
    )


FORMATS = {
    "image/jpeg": "JPEG",
    "image/x-adobe-dng": "DNG",
    "video/quicktime": "QuickTime",
    "video/x-matroska": "Matroska",
    "video/x-msvideo": "AVI",
    "video/mp2t": "MPEG-TS",
    "application/octet-stream": "Unknown",
}


def format_name(mime: str) -> str:
    """The name that people use for a MIME type."""
    kind, _, short = mime.partition("/")
    if mime in FORMATS or kind not in {"image", "video", "audio"}:
        return FORMATS.get(mime, mime)
    short = short.removeprefix("x-")
    return short.upper() if len(short) < 6 else short.capitalize()


def percent(fraction: float, digits: int = 0) -> str:
    """`0.934` as `93%`."""
    return f"{fraction * 100:.{digits}f}%"
