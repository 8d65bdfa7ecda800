"""How moments and lengths of time look on a page."""

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
