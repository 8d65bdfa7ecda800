"""The seasons that people name in a sentence, in the north and in the south: last summer, winter 2019."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from re import Match

from shared.circumstances import TROPIC
from shared.query.tree import NOTHING, Between, Condition, Filter, Not, conjoined, disjoined

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
# Their first months, in the north and in the south.
_SEASONS = {"spring": (3, 9), "summer": (6, 12), "autumn": (9, 3), "fall": (9, 3), "winter": (12, 6)}


@dataclass(frozen=True)
class Seasons:
    """Those of the north or of the `south`; with `both` each file has those of its half of the world."""

    south: bool = False
    both: bool = False


NORTH = Seasons()


def named(text: str, at: int, today: date, seasons: Seasons) -> tuple[int, Condition] | None:
    """The season that `text` names from `at` on, and where its name ends; None where it names none."""
    for pattern in _NAMES:
        found = pattern.match(text, at)
        if found:
            return found.end(), _season(found, today, seasons)
    return None


def abroad(*, south: bool) -> Filter:
    """Where the other half of the world has its seasons, for a house in the north or in the `south`."""
    return Filter("latitude", ">", f"{TROPIC}") if south else Filter("latitude", "<", f"{-TROPIC}")


def between(first: date, last: date) -> Condition:
    """From the first to the last day."""
    if first == last:
        return Filter("date", ":", first.isoformat())
    return Between("date", first.isoformat(), last.isoformat())


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _season(found: Match[str], today: date, seasons: Seasons) -> Condition:
    """The days of a season; those of each half of the world for what was taken there, where both count."""
    here = _days(found, today, south=seasons.south)
    if not seasons.both:
        return between(*here)
    other = abroad(south=seasons.south)
    there = _days(found, today, south=not seasons.south)
    parts = (conjoined([between(*here), Not(other)]), conjoined([between(*there), other]))
    return disjoined(part for part in parts if part) or NOTHING


def _days(found: Match[str], today: date, *, south: bool) -> tuple[date, date]:
    """The first and last day; a season over New Year is called by the year that it begins in."""
    month = _SEASONS[found["season"]][south]
    if found["year"]:
        return _three_months(int(found["year"]), month)
    last, this = (_three_months(today.year - back, month) for back in (1, 0))
    if found["which"] == "this":
        return last if last[1] >= today else this
    if this[1] < today:
        return this
    return last if last[1] < today else _three_months(today.year - 2, month)


def _three_months(year: int, month: int) -> tuple[date, date]:
    end = month + 2
    return date(year, month, 1), month_end(year + (end > 12), (end - 1) % 12 + 1)


_SEASON = f"(?P<season>{'|'.join(_SEASONS)})"
_WHICH = "(?P<which>last|this|past)"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_END = r"(?= |$)"
_NAMES = (
    re.compile(rf"(?:in |the |of )*(?:{_WHICH} )?{_SEASON}(?: of)? {_YEAR}{_END}"),
    re.compile(rf"(?:in |the )*{_WHICH} {_SEASON}(?P<year>){_END}"),
)
