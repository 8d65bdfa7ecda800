"""Stretches of time that people name in a sentence: since Christmas, from May to July 2020, early in May."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from shared.query import values
from shared.query.seasons import MONTHS, between, month_end
from shared.query.tree import Between, Condition, Filter, conjoined, disjoined

Moment = Callable[[str, int], tuple[int, Condition] | None]
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BOUND = re.compile(r"(?P<bound>since|after|before|until|till|up to) (?:the )?")
_FROM = re.compile(r"(?:between|from) (?P<low>(?:[\w'-]+ ){1,4}?)(?:and|to|until|till|through) ")
_MONTHS = re.compile(
    rf"(?:between|from) ({'|'.join(MONTHS)}) (?:and|to|until|till|through) ({'|'.join(MONTHS)})(?= |$)(?! \d)"
)
_PARTS = {"early": (1, 10), "early in": (1, 10), "mid": (11, 20), "late": (21, 31), "late in": (21, 31),
          "beginning of": (1, 10), "start of": (1, 10), "middle of": (11, 20), "end of": (21, 31),
          "first week of": (1, 7), "second week of": (8, 14), "third week of": (15, 21),
          "last week of": (25, 31), "first half of": (1, 15), "second half of": (16, 31)}  # fmt: skip
_PART = re.compile(
    rf"(?:(?:in|at|during|from) )?(?:the )?(?P<part>{'|'.join(_PARTS)})[ -](?P<month>{'|'.join(MONTHS)})"
    r"(?:(?: of)? (?P<year>(?:19|20)\d\d))?(?= |$)"
)


def stretch(text: str, at: int, moment: Moment) -> tuple[int, Condition] | None:
    """The stretch that `text`, in small letters, names from `at` on, and where its name ends."""
    for pattern, made in ((_PART, _part), (_MONTHS, _months)):
        if found := pattern.match(text, at):
            return found.end(), made(found)
    bound, begun = _BOUND.match(text, at), _FROM.match(text, at)
    start = bound or begun
    named = _named(text[start.end() :], moment) if start else None
    if start is None or named is None:
        return None
    end, (first, last) = start.end() + named[0], named[1]
    if bound:
        return end, _from(bound["bound"], first, last)
    low = _low(start["low"], text[start.end() : end], moment)
    return (end, between(low, last)) if low and low <= last else None


def _low(said: str, high: str, moment: Moment) -> date | None:
    """The first day of what is called `said`, which may lack the year that `high` names."""
    year = None if _YEAR.search(said) else _YEAR.search(high)
    for one in (int(year[0]), int(year[0]) - 1) if year else (None,):
        found = _named(f"{said}{one or ''}".rstrip(), moment)
        if found and found[0] == len(f"{said}{one or ''}".rstrip()):
            whole = _named(high, moment)
            if not whole or found[1][0] <= whole[1][1]:
                return found[1][0]
    return None


def _named(text: str, moment: Moment) -> tuple[int, tuple[date, date]] | None:
    """The days that a text begins with the name of, also where it is short: May, Christmas, Monday."""
    for prefix in ("", "last ", "on "):
        found = moment(f"{prefix}{text}", 0)
        days = _days(found[1]) if found else None
        if found and days:
            return found[0] - len(prefix), days
    return None


def _days(condition: Condition) -> tuple[date, date] | None:
    """The first and the last day of a time that is one stretch."""
    if isinstance(condition, Filter) and condition.key in {"date", "year"} and condition.sign == ":":
        whole = values.span(condition.value)
        return whole.begin.date(), whole.end.date() - timedelta(days=1)
    if isinstance(condition, Between) and condition.key in {"date", "year"}:
        low, high = values.span(condition.low), values.span(condition.high)
        return low.begin.date(), high.end.date() - timedelta(days=1)
    return None


def _from(bound: str, first: date, last: date) -> Condition:
    if bound == "since":
        return Filter("date", ">=", first.isoformat())
    if bound == "after":
        return Filter("date", ">", last.isoformat())
    return (
        Filter("date", "<", first.isoformat())
        if bound == "before"
        else Filter("date", "<=", last.isoformat())
    )


def _months(found: re.Match[str]) -> Condition:
    low, high = (str(MONTHS.index(found[n]) + 1) for n in (1, 2))
    if int(low) <= int(high):
        return Between("month", low, high)
    return disjoined([Filter("month", ">=", low), Filter("month", "<=", high)]) or Between("month", low, high)


def _part(found: re.Match[str]) -> Condition:
    month, (first, last) = MONTHS.index(found["month"]) + 1, _PARTS[found["part"]]
    if found["year"]:
        year = int(found["year"])
        end = month_end(year, month)
        return between(
            date(year, month, first), min(date(year, month, min(last, 28)), end) if last < 29 else end
        )
    days = Between("day", str(first), str(last))
    return conjoined([Filter("month", ":", str(month)), days]) or days
