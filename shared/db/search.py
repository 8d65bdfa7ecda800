"""What a person looks for, as conditions on the library."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from shared import amounts
from shared.amounts import Wanted
from shared.db import nearness, orders, querying, rarity, smart
from shared.db.clauses import Clauses, Condition
from shared.db.conditions import (
    conditions,
    counted,
    in_place,
    labelled,
    of_mark,
    person,
)
from shared.db.confines import below, flat, renamed
from shared.db.connection import Connection, value
from shared.db.lowering import lowered
from shared.db.rarity import Shown
from shared.db.selection import Selection, Within
from shared.db.texts import sought, text_condition, tsquery
from shared.labels import Mark

__all__ = [
    "Clauses",
    "Selection",
    "Within",
    "clauses",
    "on_files",
    "sought",
    "tsquery",
    "wanted",
]

FACE = "face"  # the label under which the faces of a file are counted


def clauses(conn: Connection, selection: Selection, *, met: bool = False) -> Clauses:
    """The selection as SQL, driven by its rarest label, its album or its folder where it names any.

    With `met` what files show is looked up of each that is met, whatever leads to them.
    """
    if selection.first:
        return _first(conn, selection)
    if selection.like:
        seen = clauses(conn, Selection(within=selection.within))
        found = clauses(conn, replace(selection, like=()))
        return nearness.narrowed(conn, found, seen, selection.like, by=selection.like_by)
    limit = selection.within
    selection = lowered(conn, flat(smart.resolved(conn, selection)))
    if selection.within:
        return _confined(conn, replace(selection, within=None), selection.within, limit, met=met)
    folder = selection.folders[0] if len(selection.folders) == 1 else ""
    return _found(conn, selection, folder, limit, met=met)


def _first(conn: Connection, selection: Selection) -> Clauses:
    """The files of a selection that come first in the order that it is limited in."""
    assert selection.first is not None
    whole = replace(selection, first=None, **vars(selection.first.order))
    found = clauses(conn, whole)
    held, most = orders.order(conn, whole, found), selection.first.files
    reach = held.reach(conn, found, None, most)
    chosen = (
        f"media.id = ANY (ARRAY (SELECT media.id FROM {reach.source} WHERE {reach.where}"
        f" ORDER BY {held.by(reach)} LIMIT %(first_files)s))"
    )
    parameters = reach.parameters | {"first_files": most}
    return Clauses("media", (chosen,), parameters, "media.taken_at", "media.id", found.distances)


def holds(conn: Connection, selection: Selection, media_id: int) -> bool:
    """Whether one file is of a selection."""
    found = clauses(conn, selection)
    sql = f"SELECT EXISTS (SELECT FROM {found.source} WHERE {found.where} AND {found.id} = %(this_file)s)"
    return bool(value(conn, sql, this_file=media_id, **found.parameters))


def on_files(conn: Connection, selection: Selection) -> Clauses:
    """The same as conditions on `media` alone, for who reads other files than those of the selection."""
    return clauses(conn, replace(selection, sort="added"), met=True)


def _found(
    conn: Connection, selection: Selection, folder: str, limit: Within | None, *, met: bool
) -> Clauses:
    """The selection as SQL; all of its files lie below `folder`, and who asks is confined to `limit`."""
    asked = wanted(selection)
    shown = rarity.rarest_first(conn, [one for one in asked if one.shown])
    timed = selection.sort in {"newest", "oldest"}
    gathered = _gathered(conn, folder, shown[:1]) if folder and timed and not selection.trashed else None
    if gathered:
        lead = _Lead(_ordered_by_file(), selection, shown, met=True)
    else:
        lead = _lead(conn, selection, shown) if timed else _Lead(_ordered_by_file(), selection, shown, met)
    found = lead.found
    further = [
        *conditions(lead.selection, found.time, met=found.source != "media"),
        *_labelled(lead, [one for one in asked if not one.shown]),
        *text_condition(conn, selection.text),
        *querying.asked(
            conn,
            selection.query,
            found.time,
            lambda example: holds(conn, Selection(within=limit), example),
            filled=None if selection.fills else partial(_filled, conn, limit, selection.trashed),
        ),
        *([gathered] if gathered else []),
    ]
    return replace(
        found,
        conditions=(*found.conditions, *(one.sql for one in further if not one.costly)),
        costly=tuple(one.sql for one in further if one.costly),
        parameters=found.parameters
        | {name: value for part in further for name, value in part.parameters.items()},
    )


def _filled(conn: Connection, limit: Within | None, trashed: bool, album_id: int) -> Clauses:
    """What lies in a smart album, for the one who is confined to `limit`."""
    return clauses(conn, replace(smart.filling(conn, album_id), within=limit, trashed=trashed))


@dataclass(frozen=True)
class _Lead:
    """What files are read along, and what is still to be asked of each; of labels as they are `met`.

    `files` is how many it leads through at most where a label leads, else 0.
    """

    found: Clauses
    selection: Selection
    shown: list[Shown]
    met: bool = False
    files: int = 0


def _labelled(lead: _Lead, lacking: list[Wanted]) -> Iterator[Condition]:
    """What else is to be seen in each file, and what it is not to show."""
    file = lead.found.id if lead.met else "media.id"
    for number, one in enumerate(lead.shown, 1):
        gathered = one.gathered(lead.files)
        yield labelled(number, one.wanted, met=lead.met, gathered=gathered, file=file)
    for number, lacked in enumerate(lacking, 1 + len(lead.shown)):
        yield labelled(number, lacked, met=lead.met, file=file)


def _lead(conn: Connection, selection: Selection, shown: list[Shown]) -> _Lead:
    """The index that leads through a selection in order of time, with the rarest at its head."""
    if selection.persons:
        rest = replace(selection, persons=selection.persons[1:])
        return _Lead(_ordered_by_person(selection.persons[0]), rest, shown)
    few = selection.trashed or selection.day is not None  # along an index of their own
    named = rarity.rarest(conn, () if few else selection.tags, () if selection.albums else selection.places)
    if shown and not few and not (named and named.files < shown[0].files):
        return _Lead(_ordered_by_label(shown[0].wanted), selection, shown[1:], True, shown[0].files)
    if named and named.what == "tag":
        others = tuple(tag for tag in selection.tags if tag != named.name)
        return _Lead(_ordered_by_tag(named.name), replace(selection, tags=others), shown, met=bool(shown))
    if named:
        return _Lead(_ordered_by_place(named.name), replace(selection, places=()), shown, met=bool(shown))
    if len(selection.albums) == 1:
        return _Lead(_ordered_by_album(selection.albums[0]), replace(selection, albums=()), shown)
    return _Lead(_ordered_by_file(), selection, shown)


def _gathered(conn: Connection, folder: str, shown: list[Shown]) -> Condition | None:
    """How to look only at the files of a folder that are few; None to go by what is to be seen, if anything.

    The index of outermost folders gives their files in order, so of others few are gathered first.
    """
    outermost = "/" not in folder.strip("/")
    if outermost and not shown:
        return None
    count = rarity.kept(conn, folder)
    if shown and shown[0].files < count:
        return None
    if count > rarity.FEW:
        return Condition("true", {}) if outermost and count <= rarity.MANY else None
    return Condition(
        f"media.id = ANY (ARRAY (SELECT id FROM media WHERE {rarity.BELOW}))", dict(rarity.bounds(folder))
    )


def wanted(selection: Selection) -> list[Wanted]:
    """Everything that is to be seen in a file, or not, faces among it."""
    objects = [amounts.wanted(text) for text in selection.objects]
    faces = [amounts.of(FACE, amount) for amount in selection.faces]
    told: dict[Mark, tuple[str, ...]] = {
        "look": selection.looks,
        "scene": selection.scenes,
        "colour": selection.colours,
    }
    others = [Wanted(label, mark=mark) for mark, labels in told.items() for label in labels]
    return amounts.merged([*objects, *faces, *others])


def _confined(
    conn: Connection, selection: Selection, within: Within, limit: Within | None, *, met: bool
) -> Clauses:
    """The selection, and besides it what `within` asks of every file, under names of its own."""
    folder = within.folder if wanted(selection) else ""
    folder = selection.folders[0] if len(selection.folders) == 1 else folder
    found = _found(conn, selection, folder, limit, met=met)
    conditions, parameters = below(within.folder)
    if within.selection:
        inner = clauses(conn, replace(within.selection, trashed=selection.trashed))
        held = inner.where
        if inner.source != "media":
            held = f"media.id IN (SELECT {inner.id} FROM {inner.source} WHERE {inner.where})"
        conditions = (*conditions, f"({renamed(held)})")
        parameters |= {f"within_{name}": value for name, value in inner.parameters.items()}
    return replace(
        found, conditions=(*found.conditions, *conditions), parameters=found.parameters | parameters
    )


def _ordered_by_label(one: Wanted) -> Clauses:
    return Clauses(
        source="media_label AS driver JOIN media ON media.id = driver.media_id",
        conditions=("driver.label = %(label)s", of_mark(one.mark, "driver"), *counted(one, "driver", 0)),
        parameters={"label": one.label, "least_0": one.least, "most_0": one.most},
        time="driver.taken_at",
        id="driver.media_id",
    )


def _ordered_by_album(album_id: int) -> Clauses:
    return Clauses(
        source="album_media AS driver JOIN media ON media.id = driver.media_id",
        conditions=("driver.album_id = %(album)s",),
        parameters={"album": album_id},
        time="driver.taken_at",
        id="driver.media_id",
    )


def _ordered_by_tag(tag: str) -> Clauses:
    source = "media_tag AS driver JOIN media ON media.id = driver.media_id"
    return Clauses(
        source, ("driver.name = %(driver_tag)s",), {"driver_tag": tag}, "driver.taken_at", "driver.media_id"
    )


def _ordered_by_place(place: str) -> Clauses:
    asked = in_place(0, place, "driver")
    source = "media_place AS driver JOIN media ON media.id = driver.media_id"
    return Clauses(source, (asked.sql,), asked.parameters, "driver.taken_at", "driver.media_id")


def _ordered_by_person(person_id: int) -> Clauses:
    return Clauses(
        source="media_person AS driver JOIN media ON media.id = driver.media_id",
        conditions=(f"driver.person_id = {person('driver_person')}",),
        parameters={"driver_person": person_id},
        time="driver.taken_at",
        id="driver.media_id",
    )


def _ordered_by_file() -> Clauses:
    return Clauses("media", (), {}, "media.taken_at", "media.id")
