"""The files of a page as the grid shows them: months, and in them days whose rows are justified."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from services.web.pages import shapes, times
from shared.db.media import Tile


@dataclass(frozen=True)
class Day:
    """The files of one day; where the order is none of time, of a whole page."""

    key: str
    name: str
    title: str
    tiles: tuple[Tile, ...]

    @property
    def shape(self) -> str:
        """The class that tells how wide all tiles are beside each other."""
        return shapes.breadth(shapes.ratio(tile.width, tile.height) for tile in self.tiles)


@dataclass(frozen=True)
class Month:
    """A section of the grid; `key` is `2024-09`, or empty where the order is none of time."""

    key: str
    name: str
    days: tuple[Day, ...]
    note: str = ""


def sections(tiles: Iterable[Tile], *, timed: bool = True) -> list[Month]:
    """The tiles by month and day, in the order that they come in."""
    if not timed:
        every = tuple(tiles)
        return [Month("", "", (Day("", "", "", every),))] if every else []
    months = groupby(tiles, key=lambda tile: f"{tile.taken_at:%Y-%m}")
    return [_month(key, tuple(group)) for key, group in months]


def _month(key: str, tiles: tuple[Tile, ...]) -> Month:
    return Month(key, times.month(tiles[0].taken_at), tuple(days(tiles)))


def days(tiles: Iterable[Tile]) -> Iterator[Day]:
    """The tiles by day, in the order that they come in."""
    for day, group in groupby(tiles, key=lambda tile: tile.taken_at.date()):
        held = tuple(group)
        first = held[0].taken_at
        yield Day(day.isoformat(), f"{first:%a} {first.day}", f"{first:%A}, {times.date(first)}", held)
