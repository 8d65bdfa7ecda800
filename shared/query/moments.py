"""The times that people name in a sentence: last summer, two weeks ago, Christmas 2020."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from re import Match

from shared.circumstances import TROPIC
from shared.query.tree import NOTHING, Between, Condition, Filter, Not, conjoined, disjoined

_DAY = timedelta(days=1)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# Their first months, in the north and in the south.
_SEASONS = {"spring": (3, 9), "summer": (6, 12), "autumn": (9, 3), "fall": (9, 3), "winter": (12, 6)}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_PARTS = {"morning": ("5", "11"), "noon": ("11", "13"), "afternoon": ("12", "17"), "evening": ("17", "21"),
          "night": ("18", "23")}  # fmt: skip
_FEASTS = {
    "christmas eve": (12, 24, 24), "christmas": (12, 24, 26), "xmas": (12, 24, 26), "halloween": (10, 31, 31),
    "new years eve": (12, 31, 31), "valentines day": (2, 14, 14), "new years day": (1, 1, 1),
}  # fmt: skip


@dataclass(frozen=True)
class Seasons:
    """Those of the north or of the `south`; with `both` each file has those of its half of the world."""

    south: bool = False
    both: bool = False


NORTH = Seasons()
Maker = Callable[[Match[str], date], Condition | None]


def moment(text: str, at: int, today: date, seasons: Seasons = NORTH) -> tuple[int, Condition] | None:
    """The time that `text` names from `at` on, and where its name ends; None where it names none.

    The text is in small letters, of words with one space between them.
    """
    for pattern in _OF_SEASONS:
        found = pattern.match(text, at)
        if found:
            return found.end(), _season(found, today, seasons)
    for pattern, maker in _RULES:
        found = pattern.match(text, at)
        if found:
            made = maker(found, today)
            if made is not None:
                return found.end(), made
    return None


def _between(first: date, last: date) -> Condition:
    if first == last:
        return Filter("date", ":", first.isoformat())
    return Between("date", first.isoformat(), last.isoformat())


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - _DAY


def _season(found: Match[str], today: date, seasons: Seasons) -> Condition:
    """The days of a season; those of each half of the world for what was taken there, where both count."""
    here = _days(found, today, south=seasons.south)
    if not seasons.both:
        return _between(*here)
    sign, tropic = (">", TROPIC) if seasons.south else ("<", -TROPIC)
    abroad = Filter("latitude", sign, f"{tropic}")  # type: ignore[arg-type]
    there = _days(found, today, south=not seasons.south)
    parts = (conjoined([_between(*here), Not(abroad)]), conjoined([_between(*there), abroad]))
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
    return date(year, month, 1), _month_end(year + (end > 12), (end - 1) % 12 + 1)


def _feast(found: Match[str], today: date) -> Condition | None:
    month, first, last = _FEASTS[found["feast"].replace("'", "")]
    if found["year"]:
        return _between(date(int(found["year"]), month, first), date(int(found["year"]), month, last))
    if found["which"]:
        year = today.year - (date(today.year, month, first) >= today and found["which"] != "this")
        return _between(date(year, month, first), date(year, month, last))
    days: Condition = (
        Filter("day", ":", str(first)) if first == last else Between("day", str(first), str(last))
    )
    return conjoined([Filter("month", ":", str(month)), days])


def _ago(found: Match[str], today: date) -> Condition | None:
    n = _COUNTS.get(found["n"]) or int(found["n"])
    unit = found["unit"]
    if unit == "day":
        return _between(today - n * _DAY, today - n * _DAY)
    if unit == "week":
        monday = today - (today.weekday() + 7 * n) * _DAY
        return _between(monday, monday + 6 * _DAY)
    if unit == "month":
        return _whole_month(today.year * 12 + today.month - 1 - n)
    return Filter("year", ":", str(today.year - n))


def _whole_month(months: int) -> Condition:
    return Filter("date", ":", f"{months // 12:04}-{months % 12 + 1:02}")


def _period(found: Match[str], today: date) -> Condition | None:
    back, unit = (0 if found["which"] == "this" else 1), found["unit"]
    if unit == "weekend":
        saturday = today - ((today.weekday() - 5) % 7) * _DAY
        saturday -= 7 * _DAY * (back and today.weekday() >= 5)
        return _between(saturday, saturday + _DAY)
    if unit == "week":
        monday = today - (today.weekday() + 7 * back) * _DAY
        return _between(monday, monday + 6 * _DAY)
    if unit == "month":
        return _whole_month(today.year * 12 + today.month - 1 - back)
    return Filter("year", ":", str(today.year - back))


def _near_day(found: Match[str], today: date) -> Condition | None:
    days = {"today": 0, "yesterday": 1, "the day before yesterday": 2, "this": 0, "last": 1}
    said = Filter("date", ":", (today - days[found["day"]] * _DAY).isoformat())
    part = found["part"]
    return conjoined([said, Between("hour", *_PARTS[part])]) if part else said


def _weekday(found: Match[str], today: date) -> Condition | None:
    back = (today.weekday() - _WEEKDAYS.index(found["weekday"]) - 1) % 7 + 1
    return Filter("date", ":", (today - back * _DAY).isoformat())


def _in_month(found: Match[str], today: date) -> Condition | None:
    month, year, day = _MONTHS.index(found["month"]) + 1, found["year"], found["day"]
    if day and not 1 <= int(day) <= _month_end(int(year or 2000), month).day:
        return None
    if year:
        return Filter("date", ":", f"{year}-{month:02}" + (f"-{int(day):02}" if day else ""))
    if found.groupdict().get("which"):
        return Filter("date", ":", f"{today.year - (month >= today.month):04}-{month:02}")
    said = Filter("month", ":", str(month))
    return conjoined([said, Filter("day", ":", str(int(day)))]) if day else said


def _decade(found: Match[str], _today: date) -> Condition | None:
    year = int(found["decade"])
    first = year if year > 100 else 2000 + year if year < 30 else 1900 + year
    return Between("year", str(first), str(first + 9))


def _bounded(found: Match[str], _today: date) -> Condition | None:
    sign = {"since": ">=", "after": ">", "before": "<", "until": "<="}
    return Filter("year", sign[found["bound"]], found["year"])  # type: ignore[arg-type]


_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_END = r"(?= |$)"
_WHICH = "(?P<which>last|this|past)"
_SEASON = f"(?P<season>{'|'.join(_SEASONS)})"
_FEAST = f"(?P<feast>{'|'.join(_FEASTS)})"
_PART = f"(?P<part>{'|'.join(_PARTS)})"
_NEAR = "(?P<day>today|yesterday|the day before yesterday)"


def _rule(pattern: str, maker: Maker) -> tuple[re.Pattern[str], Maker]:
    return re.compile(pattern + _END), maker


_OF_SEASONS = (
    re.compile(rf"(?:in |the |of )*(?:{_WHICH} )?{_SEASON}(?: of)? {_YEAR}{_END}"),
    re.compile(rf"(?:in |the )*{_WHICH} {_SEASON}(?P<year>){_END}"),
)
_RULES = (
    _rule(r"(?:between|from) (?P<low>(?:19|20)\d\d) (?:and|to|until) (?P<high>(?:19|20)\d\d)",
          lambda found, _: Between("year", found["low"], found["high"])),
    _rule(rf"(?P<bound>since|after|before|until) {_YEAR}", _bounded),
    _rule(r"(?:in )?the (?P<decade>\d0|(?:19|20)\d0)s", _decade),
    _rule(rf"(?:(?:at|on) )?(?:{_WHICH} )?{_FEAST}(?: (?:of |in )?{_YEAR})?",
          _feast),
    _rule(r"(?P<n>\d{1,3}|" + "|".join(_COUNTS) + r") (?P<unit>day|week|month|year)s? ago", _ago),
    _rule(rf"{_NEAR}(?: {_PART})?", _near_day),
    _rule(rf"(?P<day>this) {_PART}", _near_day),
    _rule(r"(?P<day>last) (?P<part>night)", _near_day),
    _rule(rf"(?:on )?(?:the )?{_WHICH} (?P<unit>weekend|week|month|year)", _period),
    _rule(rf"(?:on |last )(?P<weekday>{'|'.join(_WEEKDAYS)})", _weekday),
    _rule(rf"(?:in |on )?{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: {_YEAR})?", _in_month),
    _rule(rf"(?:on )?(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?: {_YEAR})?", _in_month),
    _rule(rf"(?:in )?{_MONTH}(?: of)? {_YEAR}(?P<day>)", _in_month),
    _rule(rf"(?P<which>last) {_MONTH}(?P<year>)(?P<day>)", _in_month),
    _rule(rf"in {_MONTH}(?P<year>)(?P<day>)", _in_month),
    _rule(rf"(?:in |of |from )?{_YEAR}", lambda found, _: Filter("year", ":", found["year"])),
)  # fmt: skip
