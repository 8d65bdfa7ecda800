"""The feasts that people name in a sentence, and the days that they fall on."""

from datetime import date, timedelta

from shared.query.seasons import between
from shared.query.tree import Between, Condition, Filter, conjoined

_FIXED = {
    "christmas eve": (12, 24, 24), "christmas day": (12, 25, 25), "christmas": (12, 24, 26),
    "xmas": (12, 24, 26), "halloween": (10, 31, 31), "new year's eve": (12, 31, 31),
    "new year's day": (1, 1, 1), "valentine's day": (2, 14, 14), "new year": (1, 1, 1),
}  # fmt: skip
_MOVABLE = ("easter sunday", "easter", "thanksgiving")
NAMES = "|".join([*(name.replace("'", "'?") for name in _FIXED), *_MOVABLE])


def feast(name: str, year: int | None, today: date, which: str = "") -> Condition:
    """The days of the feast of a year; of the last one where `which` says so; of every year."""
    said = name if name in {*_FIXED, *_MOVABLE} else _called(name)
    if year:
        return between(*_days(said, year))
    if which or said in _MOVABLE:
        begun = _days(said, today.year)[0]
        return between(*_days(said, today.year - (begun >= today and which != "this")))
    month, first, last = _FIXED[said]
    if first == last:
        days: Condition = Filter("day", ":", str(first))
    else:
        days = Between("day", str(first), str(last))
    return conjoined([Filter("month", ":", str(month)), days]) or days


def _called(name: str) -> str:
    return next(one for one in _FIXED if one.replace("'", "") == name.replace("'", ""))


def _days(name: str, year: int) -> tuple[date, date]:
    if name == "thanksgiving":
        first = date(year, 11, 1)
        thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
        return thursday, thursday
    if name in _MOVABLE:
        sunday = easter(year)
        return (sunday, sunday) if name == "easter sunday" else (sunday - timedelta(2), sunday + timedelta(1))
    month, first_day, last = _FIXED[name]
    return date(year, month, first_day), date(year, month, last)


def easter(year: int) -> date:
    """Easter Sunday of the western churches, by the algorithm of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    skew = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * skew) // 451
    month, day = divmod(h + skew - 7 * m + 114, 31)
    return date(year, month, day + 1)
