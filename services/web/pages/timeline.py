"""A timeline as bars of an SVG: how many files were taken in each month or year, and where that leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.web.pages.looks import number
from services.web.pages.query import Query
from shared.db.facets import Choice

MONTHS = 132  # of a span that is shown by month; a longer one is shown by year
DAYS = 62  # of a span that is shown by day
YEAR = 12  # months that are shown at least, so that a young library is no single block
LEAST = 2.0  # height of the bar of a single file
TICKS = 7
FEW = 24  # months, of which each may be named


@dataclass(frozen=True)
class Bar:
    """The files of one span of days; x, y, width and height are those of the drawing."""

    first: date
    last: date
    name: str
    count: int
    href: str
    chosen: bool
    x: float
    width: float
    y: float
    height: float

    @property
    def title(self) -> str:
        """What it says, in words."""
        return f"{self.name}: {number(self.count)}"


@dataclass(frozen=True)
class Tick:
    """A word below the bars, `x` hundredths of the width from the left."""

    x: float
    name: str


@dataclass(frozen=True)
class Timeline:
    """The bars of a drawing of this size; there are none where no file is."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class Drawing:
    """How large a timeline is, and which page its bars lead to."""

    width: float
    height: float
    endpoint: str = "pages.library"


def timeline(counts: Iterable[Choice], query: Query, drawing: Drawing, *, unit: str = "") -> Timeline:
    """Draw how many files were taken on each first day of `counts`, which are months, or with `unit` days."""
    by_day = {date.fromisoformat(choice.value): choice.count for choice in counts}
    if not by_day:
        return Timeline(drawing.width, drawing.height, (), ())
    first, last = min(by_day), max(by_day)
    unit = unit or ("month" if _months(first, last) < MONTHS else "year")
    spans = _padded(list(_spans(first, last, unit)), unit)
    sums = dict.fromkeys(spans, 0)
    for day, count in by_day.items():
        sums[_begin(day, unit)] += count
    return Timeline(
        drawing.width,
        drawing.height,
        tuple(_bars(sums, unit, query, drawing)),
        tuple(_ticks(spans, unit)),
    )


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _begin(day: date, unit: str) -> date:
    if unit == "year":
        return date(day.year, 1, 1)
    return day.replace(day=1) if unit == "month" else day


def _behind(day: date, unit: str) -> date:
    if unit == "year":
        return date(day.year + 1, 1, 1)
    return (day + timedelta(days=32)).replace(day=1) if unit == "month" else day + timedelta(days=1)


def _spans(first: date, last: date, unit: str) -> Iterable[date]:
    day = _begin(first, unit)
    while day <= last:
        yield day
        day = _behind(day, unit)


def _padded(spans: list[date], unit: str) -> list[date]:
    """The spans, with as many empty months before them as a year is short of."""
    while unit == "month" and len(spans) < YEAR:
        spans = [_begin(spans[0] - timedelta(days=1), unit), *spans]
    return spans


def _bars(sums: dict[date, int], unit: str, query: Query, drawing: Drawing) -> Iterable[Bar]:
    most, step = max(sums.values()), drawing.width / len(sums)
    gap = min(step * 0.2, 2.0)
    since, until = query.first("from"), query.first("to")
    for place, (first, count) in enumerate(sums.items()):
        last = _behind(first, unit) - timedelta(days=1)
        height = max(count / most * drawing.height, LEAST) if count else 0.0
        yield Bar(
            first=first,
            last=last,
            name=_name(first, unit),
            count=count,
            href=query.replaced(drawing.endpoint, from_=first.isoformat(), to=last.isoformat()),
            chosen=(not since or last.isoformat() >= since) and (not until or first.isoformat() <= until),
            x=round(place * step + gap / 2, 2),
            width=round(step - gap, 2),
            y=round(drawing.height - height, 2),
            height=round(height, 2),
        )


def _ticks(spans: list[date], unit: str) -> Iterable[Tick]:
    few = len(spans) <= FEW
    marked = [place for place, day in enumerate(spans) if few or _marked(day, unit)] or [0]
    every, told = -(-len(marked) // TICKS), 0
    for place in marked[::every]:
        day = spans[place]
        yield Tick(round(place * 100 / len(spans), 2), _short(day, unit, named=few, dated=day.year != told))
        told = day.year


def _marked(day: date, unit: str) -> bool:
    return unit == "year" or (day.month == 1 if unit == "month" else day.day in {1, 8, 15, 22})


def _short(day: date, unit: str, *, named: bool, dated: bool) -> str:
    """A month has its year where that is another one than before."""
    if unit == "day":
        return f"{day.day} {day:%b}"
    if unit == "year" or not named:
        return str(day.year)
    return f"{day:%b %Y}" if dated else f"{day:%b}"


def _name(day: date, unit: str) -> str:
    if unit == "year":
        return str(day.year)
    return f"{day:%B %Y}" if unit == "month" else f"{day.day} {day:%B %Y}"
