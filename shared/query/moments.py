"""The times that people name in a sentence: last summer, two weeks ago, Christmas 2020."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from re import Match

from shared.query.feasts import NAMES, feast
from shared.query.seasons import MONTHS, NORTH, Seasons, between, month_end, named
from shared.query.stretches import stretch
from shared.query.synonyms import SEVERAL
from shared.query.tree import AnyOf, Between, Condition, Filter, Sign, conjoined

_DAY = timedelta(days=1)
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_COUNTS = {"a": 1, "an": 1, "one": 1, "couple of": 2, "few": 3, **SEVERAL}
_WORDED = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
           "eighties": 80, "nineties": 90}  # fmt: skip
_PARTS = {"morning": ("5", "11"), "noon": ("11", "13"), "afternoon": ("12", "17"), "evening": ("17", "21"),
          "night": ("18", "23")}  # fmt: skip


Maker = Callable[[Match[str], date], Condition | None]


def moment(text: str, at: int, today: date, seasons: Seasons = NORTH) -> tuple[int, Condition] | None:
    """The time that `text` names from `at` on, and where its name ends; None where it names none.

    The text is in small letters, of words with one space between them.
    """

    def whole(said: str, place: int) -> tuple[int, Condition] | None:
        return _one(said, place, today, seasons)

    return (None if _OF_YEARS.match(text, at) else stretch(text, at, whole)) or whole(text, at)


def _one(text: str, at: int, today: date, seasons: Seasons) -> tuple[int, Condition] | None:
    season = named(text, at, today, seasons)
    if season:
        return season
    for pattern, maker in _RULES:
        found = pattern.match(text, at)
        if found:
            made = maker(found, today)
            if made is not None:
                return found.end(), made
    return None


def _feast(found: Match[str], today: date) -> Condition | None:
    return feast(found["feast"], int(found["year"]) if found["year"] else None, today, found["which"] or "")


def _ago(found: Match[str], today: date) -> Condition | None:
    n = _COUNTS.get(found["n"]) or int(found["n"])
    unit = found["unit"]
    if unit == "day":
        return between(today - n * _DAY, today - n * _DAY)
    if unit == "week":
        monday = today - (today.weekday() + 7 * n) * _DAY
        return between(monday, monday + 6 * _DAY)
    if unit == "month":
        return _whole_month(today.year * 12 + today.month - 1 - n)
    return Filter("year", ":", str(today.year - n))


def _lately(found: Match[str], today: date) -> Condition | None:
    n, unit = _COUNTS.get(found["n"]) or int(found["n"]), found["unit"]
    if unit in {"day", "week"}:
        return between(today - n * (7 if unit == "week" else 1) * _DAY, today)
    months = today.year * 12 + today.month - 1 - n * (12 if unit == "year" else 1)
    if months < 12 * 1800:
        return None
    year, month = divmod(months, 12)
    return between(date(year, month + 1, min(today.day, month_end(year, month + 1).day)), today)


def _whole_month(months: int) -> Condition:
    return Filter("date", ":", f"{months // 12:04}-{months % 12 + 1:02}")


def _period(found: Match[str], today: date) -> Condition | None:
    back, unit = (found["which"] in {"last", "past"}), found["unit"]
    if unit == "weekend":
        saturday = today - ((today.weekday() - 5) % 7) * _DAY
        saturday -= 7 * _DAY * (back and today.weekday() >= 5)
        return between(saturday, saturday + _DAY)
    if unit == "week":
        monday = today - (today.weekday() + 7 * back) * _DAY
        return between(monday, monday + 6 * _DAY)
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
    month, year, day = MONTHS.index(found["month"]) + 1, found["year"], found["day"]
    if day and not 1 <= int(day) <= month_end(int(year or 2000), month).day:
        return None
    if year:
        return Filter("date", ":", f"{year}-{month:02}" + (f"-{int(day):02}" if day else ""))
    if found.groupdict().get("which"):
        return Filter("date", ":", f"{today.year - (month >= today.month):04}-{month:02}")
    said = Filter("month", ":", str(month))
    return conjoined([said, Filter("day", ":", str(int(day)))]) if day else said


def _decade(found: Match[str], _today: date) -> Condition | None:
    year = int(_WORDED.get(found["decade"]) or found["decade"])
    first = year if year > 100 else 2000 + year if year < 30 else 1900 + year
    return Between("year", str(first), str(first + 9))


def _dated(found: Match[str], _today: date) -> Condition | None:
    days = found["days"].split("-or-")
    return Filter("date", ":", days[0]) if len(days) == 1 else AnyOf("date", tuple(days))


def _bounded(found: Match[str], _today: date) -> Condition | None:
    sign: dict[str, Sign] = {"since": ">=", "after": ">", "before": "<", "until": "<="}
    return Filter("year", sign[found["bound"]], found["year"])


_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_END = r"(?= |$)"
_MANY = rf"(?P<n>\d{{1,3}}|{'|'.join(_COUNTS)}) (?P<unit>day|week|month|year)s?"
_TENS = "|".join(_WORDED)
_WHICH = "(?P<which>last|this|past)"
_FEAST = f"(?P<feast>{NAMES})"
_PART = f"(?P<part>{'|'.join(_PARTS)})"
_NEAR = "(?P<day>today|yesterday|the day before yesterday)"


_OF_YEARS = re.compile(rf"(?:between|from) \d{{4}} (?:and|to|until) \d{{4}}{_END}|\w+ \d{{4}}{_END}")


def _rule(pattern: str, maker: Maker) -> tuple[re.Pattern[str], Maker]:
    return re.compile(pattern + _END), maker


_RULES = (
    _rule(r"(?:between|from) (?P<low>(?:19|20)\d\d) (?:and|to|until) (?P<high>(?:19|20)\d\d)",
          lambda found, _: Between("year", found["low"], found["high"])),
    _rule(rf"(?P<bound>since|after|before|until) {_YEAR}", _bounded),
    _rule(rf"(?:(?:in|from|of) )?the (?P<decade>\d0|(?:19|20)\d0|{_TENS})(?:(?<=0)s|(?<=s))", _decade),
    _rule(r"(?:(?:in|from|of) )?(?P<decade>(?:19|20)\d0)s", _decade),
    _rule(rf"(?:(?:in|from|over|during|of) )?(?:the )?(?:last|past) {_MANY}", _lately),
    _rule(r"(?:(?:from|over|during|on|at) )?the (?P<unit>weekend)(?P<which>)", _period),
    _rule(r"(?:on )?(?P<days>\d{4}-\d\d-\d\d(?:-or-\d{4}-\d\d-\d\d)?)", _dated),
    _rule(rf"(?:(?:at|on) )?(?:{_WHICH} )?{_FEAST}(?: (?:of |in )?{_YEAR})?",
          _feast),
    _rule(rf"{_MANY} ago", _ago),
    _rule(rf"{_NEAR}(?: {_PART})?", _near_day),
    _rule(rf"(?P<day>this) {_PART}", _near_day),
    _rule(r"(?P<day>last) (?P<part>night)", _near_day),
    _rule(rf"(?:on )?(?:the )?{_WHICH} (?P<unit>weekend|week|month|year)", _period),
    _rule(rf"(?:on |last |from )(?P<weekday>{'|'.join(_WEEKDAYS)})", _weekday),
    _rule(rf"(?:in |on )?{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: {_YEAR})?", _in_month),
    _rule(rf"(?:on )?(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?: {_YEAR})?", _in_month),
    _rule(rf"(?:in )?{_MONTH}(?: of)? {_YEAR}(?P<day>)", _in_month),
    _rule(rf"(?P<which>last) {_MONTH}(?P<year>)(?P<day>)", _in_month),
    _rule(rf"in {_MONTH}(?P<year>)(?P<day>)", _in_month),
    _rule(rf"(?:in |of |from )?{_YEAR}", lambda found, _: Filter("year", ":", found["year"])),
)  # fmt: skip
