"""What can be done to files at once: what each act asks for, and how it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from services.web.context import connect, storage, who
from services.web.filters import parse
from services.web.wishes import Again, Chosen, Commenting, Dating, Favourite, Placing, Rating, Tagging
from shared.db import analyses, comments, marks, tags, trash
from shared.db.connection import Connection
from shared.db.search import Selection
from shared.keeping.xmp_out import Writer

Outcome = tuple[int, int | None]


@dataclass(frozen=True)
class Act:
    """Reads a `wish` and does it to files, which lie in the trash or do not."""

    wish: type[Chosen]
    do: Callable[[Connection, list[int], Any], Outcome]
    trashed: bool = False


@dataclass(frozen=True)
class Apart:
    """Does to files what has transactions of its own, and is safe to repeat; how many files changed."""

    do: Callable[[list[int]], int]
    at_once: int
    wish: type[Chosen] = Chosen
    trashed: bool = False


def chosen(conn: Connection, asked: Chosen, *, trashed: bool = False, most: int = marks.MOST) -> list[int]:
    """The files that are asked for, as far as the one who asks may see them.  Raises `ValidationError`."""
    query = MultiDict(parse_qsl(asked.query or "", keep_blank_values=False))
    selection: Selection = replace(parse(query, exact=True).selection, trashed=trashed)
    return marks.chosen(conn, selection, asked.ids, most)


def _favour(conn: Connection, ids: list[int], asked: Favourite) -> Outcome:
    return marks.favour(conn, ids, who(), on=asked.on)


def _rate(conn: Connection, ids: list[int], asked: Rating) -> Outcome:
    return marks.rate(conn, ids, who(), asked.stars)


def _tag(conn: Connection, ids: list[int], asked: Tagging) -> Outcome:
    return tags.change(conn, ids, who(), add=asked.add, remove=asked.remove)


def _comment(conn: Connection, ids: list[int], asked: Commenting) -> Outcome:
    return comments.add(conn, ids, who(), asked.text)


def _date(conn: Connection, ids: list[int], asked: Dating) -> Outcome:
    return marks.date(conn, ids, who(), taken_at=asked.taken_at, shift=asked.shift_seconds)


def _place(conn: Connection, ids: list[int], asked: Placing) -> Outcome:
    if asked.as_read:
        return marks.replace(conn, ids, who())
    position = None
    if asked.latitude is not None and asked.longitude is not None:
        position = asked.latitude, asked.longitude
    return marks.place(conn, ids, who(), position)


def _again(conn: Connection, ids: list[int], asked: Again) -> Outcome:
    analyses.redo(conn, analyzer=asked.analyzer, media_ids=ids)
    return len(ids), None


def _discard(conn: Connection, ids: list[int], _asked: Chosen) -> Outcome:
    return trash.discard(conn, ids, who())


def _restore(conn: Connection, ids: list[int], _asked: Chosen) -> Outcome:
    return trash.restore(conn, ids, who())


ACTS: Mapping[str, Act] = {
    "favourite": Act(Favourite, _favour),
    "rating": Act(Rating, _rate),
    "tag": Act(Tagging, _tag),
    "comment": Act(Commenting, _comment),
    "date": Act(Dating, _date),
    "place": Act(Placing, _place),
    "again": Act(Again, _again),
    "trash": Act(Chosen, _discard),
    "restore": Act(Chosen, _restore, trashed=True),
}


def write_sidecars(ids: list[int]) -> int:
    """Write the sidecars of files, each by itself: what was written stays where a later one fails."""
    writer = Writer(connect(), storage())
    return sum(writer.write(media_id).state == "written" for media_id in ids)


APART: Mapping[str, Apart] = {"sidecars": Apart(write_sidecars, at_once=100)}
