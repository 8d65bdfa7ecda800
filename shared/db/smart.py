"""Smart albums within a search: what they find stands in the place of their number."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from shared.areas import Area
from shared.db import vocabulary
from shared.db.connection import Connection, rows
from shared.db.selection import First, Ordered, Selection, Within
from shared.query.tree import AllOf, AnyOf, Filter, Leaf, leaves, packed, unpacked

DAYS = ("since", "until")


@dataclass(frozen=True)
class _Smart:
    id: int
    selection: Any

    @property
    def filling(self) -> Selection:
        """What it finds, whoever asks."""
        return replace(_read(self.selection), fills=True)


def resolved(conn: Connection, selection: Selection) -> Selection:
    """The selection, confined to what each smart album that it names finds.

    A smart album is never made of another one (see `depends`), so this comes to an end.
    """
    if not selection.albums:
        return selection
    for smart in _smart(conn, selection.albums):
        inner = replace(smart.filling, within=selection.within)
        rest = tuple(album_id for album_id in selection.albums if album_id != smart.id)
        selection = replace(selection, albums=rest, within=Within(selection=inner))
    return selection


def filling(conn: Connection, album_id: int) -> Selection:
    """What a smart album finds, whoever asks."""
    [smart] = _smart(conn, (album_id,))
    return smart.filling


def plain(selection: Selection) -> dict[str, Any]:
    """The selection as it is kept with a smart album: what is asked for, and no person's limits."""
    kept = asdict(replace(selection, within=None, query=None)) | {"query": packed(selection.query)}
    return kept | {name: kept[name] and kept[name].isoformat() for name in DAYS}


def depends(conn: Connection, selection: Selection) -> bool:
    """Whether the selection names a smart album."""
    named = [value for leaf in leaves(selection.query) for value in _albums(leaf)]
    return bool(
        (selection.albums and _smart(conn, selection.albums))
        or any(vocabulary.albums(conn, value, smart=True) for value in named)
    )


def _albums(leaf: Leaf) -> tuple[str, ...]:
    """The albums that a part of a question names."""
    if isinstance(leaf, Filter) and leaf.key == "album":
        return (leaf.value,)
    return leaf.values if isinstance(leaf, AnyOf | AllOf) and leaf.key == "album" else ()


def _smart(conn: Connection, ids: tuple[int, ...]) -> list[_Smart]:
    return rows(
        conn,
        _Smart,
        "SELECT id, selection FROM album WHERE id = ANY (%(ids)s) AND selection IS NOT NULL",
        ids=list(ids),
    )


def _read(kept: dict[str, Any]) -> Selection:
    """What `plain` kept; JSON knows neither tuples nor days."""
    found: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }
    found |= {name: found[name] and date.fromisoformat(found[name]) for name in DAYS}
    areas = (area | {"corners": tuple(map(tuple, area["corners"]))} for area in kept["areas"])
    found["query"] = unpacked(kept.get("query"))
    found["first"] = _first(kept.get("first"))
    return Selection(**found | {"areas": tuple(Area(**area) for area in areas)})


def _first(kept: dict[str, Any] | None) -> First | None:
    return First(kept["files"], Ordered(**kept["order"])) if kept else None
