"""Charts of the statistics as tables: each row has a bar and leads to its search."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.web.pages import chips
from services.web.pages.query import Query
from services.web.words import _
from shared import places as gazetteer
from shared.db.census import Counted, Tally
from shared.db.statistics import LEVEL, Spot
from shared.mercator import bounds, latitude, longitude


@dataclass(frozen=True)
class Row:
    """One bar: its share of the longest in percent; `href` is '' where no search asks for it."""

    text: str
    files: int
    share: float
    href: str


@dataclass(frozen=True)
class Chart:
    """Bars under a heading."""

    name: str
    title: str
    rows: tuple[Row, ...]


def charts(query: Query, found: Counted, most: int) -> Iterator[Chart]:
    """What the tallies know: with what, of which form, from where."""
    for name, column, title in (
        ("camera", "model", _("By camera")),
        ("lens", "lens", _("By lens")),
        ("format", "mime", _("By format")),
        ("source", "source", _("By source")),
        ("kind", "kind", _("By kind")),
        ("rating", "rating", _("By rating")),
    ):
        told = [one for one in found.by.get(column, ()) if one.value is not None]
        if name == "rating":
            told.sort(key=lambda one: one.value or "", reverse=True)
        if told:
            yield chart(name, title, query, told[:most])


def chart(name: str, title: str, query: Query, tallies: Sequence[Tally]) -> Chart:
    """The bars of one kind of values."""
    longest = max((one.files for one in tallies), default=1)
    return Chart(
        name,
        title,
        tuple(
            Row(
                text=_told(name, one.value or ""),
                files=one.files,
                share=round(100 * one.files / longest, 1),
                href=_narrowed(query, name, one.value or ""),
            )
            for one in tallies
        ),
    )


def localities(query: Query, tallies: Sequence[Tally], most: int) -> list[Chart]:
    """The countries, regions and cities with the most files."""
    titles = (("country", _("By country")), ("region", _("By region")), ("city", _("By city")))
    found = []
    for depth, (name, title) in enumerate(titles):
        told = [one for one in tallies if (one.value or "").count("/") == depth][:most]
        longest = max((one.files for one in told), default=1)
        rows = [
            Row(
                chips.city(one.value or ""),
                one.files,
                round(100 * one.files / longest, 1),
                query.replaced(place=one.value or ""),
            )
            for one in told
        ]
        found += [Chart(name, title, tuple(rows))] if rows else []
    return found


def places(query: Query, spots: Sequence[Spot]) -> Chart:
    """The parts of the world where most was taken, by the places that they are near to."""
    longest = max((spot.files for spot in spots), default=1)
    rows = [
        Row(_near(spot), spot.files, round(100 * spot.files / longest, 1), _area(query, spot))
        for spot in spots
    ]
    return Chart("place", _("By place"), tuple(rows))


def _told(name: str, value: str) -> str:
    return "★" * int(value) if name == "rating" else chips.value(name, value)


def _narrowed(query: Query, name: str, value: str) -> str:
    """The library with this value besides what is asked for already."""
    if name == "rating":
        return query.replaced(rating=value)
    return query.link() if value in query.values(name) else query.toggled(name, value)


def _area(query: Query, spot: Spot) -> str:
    box = bounds(spot.key, LEVEL)
    return query.replaced(area=f"{box.south:.4f},{box.west:.4f},{box.north:.4f},{box.east:.4f}")


def _near(spot: Spot) -> str:
    return _named(round(latitude(spot.y), 1), round(longitude(spot.x), 1))


@lru_cache(10_000)
def _named(north: float, east: float) -> str:
    found = gazetteer.near(north, east)
    if found is None:
        return f"{north:.1f}°, {east:.1f}°"
    return f"{found.large_city or found.name}, {found.large_country or found.country}"
