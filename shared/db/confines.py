"""What confines a query to a folder, or to what another query holds, as conditions on `media`."""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from operator import add
from typing import Any

from shared.db.selection import Selection, Within
from shared.query.tree import And, Condition, Words, conjoined

Conditions = tuple[str, ...]
_JOINED: dict[str, Callable[[Any, Any], Any]] = {  # what asks for both, where one filter can say so
    **dict.fromkeys(("objects", "looks", "scenes", "colours", "faces", "persons", "tags", "comments"), add),
    **dict.fromkeys(("since", "rating"), max),
    "until": min,
    "query": lambda mine, theirs: conjoined((mine, theirs)),
}
_OWN = ("sort", "seed", "counted", "trashed", "fills", "within")  # of who asks, whatever they are confined to


def flat(selection: Selection) -> Selection:
    """The selection with what confines it among its own filters, as far as these can say both.

    So it is counted by the cells, and read along the index that its own filters would be.  What they cannot
    say stays in `within`.
    """
    within = selection.within
    if within is None:
        return selection
    whole = _below(replace(selection, within=None), within.folder)
    folder = within.folder if whole is None else ""
    selection = whole or replace(selection, within=None)
    both = _both(selection, flat(within.selection)) if within.selection else selection
    left = Within(folder, within.selection if both is None else None)
    return replace(both or selection, within=None if left == Within() else left)


def _worded(query: Condition | None) -> bool:
    return (
        query is None
        or isinstance(query, Words)
        or (isinstance(query, And) and all(map(_worded, query.parts)))
    )


def _below(selection: Selection, folder: str) -> Selection | None:
    """The selection of what is also below a folder; None where its own folders lie elsewhere or around."""
    folder = folder.strip("/")
    if not folder or all(f"{own.strip('/')}/".startswith(f"{folder}/") for own in selection.folders):
        return selection if selection.folders or not folder else replace(selection, folders=(folder,))
    return None


def _both(selection: Selection, other: Selection) -> Selection | None:
    """The selection of what lies in both; None where one cannot say that."""
    if other.within or other.albums or other.like or other.first or not _worded(other.query):
        return None  # an album may be a search; examples and the first are looked for in what confines
    given: dict[str, Any] = {}
    for field in fields(Selection):
        mine, theirs = getattr(selection, field.name), getattr(other, field.name)
        if field.name in _OWN or theirs in (mine, field.default):
            continue
        if mine != field.default and field.name not in _JOINED:
            return None
        given[field.name] = theirs if mine == field.default else _JOINED[field.name](mine, theirs)
    return replace(selection, **given)


def below(folder: str) -> tuple[Conditions, dict[str, object]]:
    """Only what is kept below `folder` (its path below originals/); everything where it is empty."""
    folder = folder.strip("/")
    if not folder:
        return (), {}
    outermost, _, inner = folder.partition("/")
    # An index gives the files of an outermost folder newest first.  A file of its name is not in it; and to
    # say LIKE as well would let the planner believe that the folder holds few.
    deeper = "media.path LIKE %(below)s" if inner else "media.path <> %(outermost)s"
    conditions = ("split_part(media.path, '/', 1) = %(outermost)s", deeper)
    return conditions, {"outermost": outermost, "below": f"{escaped(folder)}/%"}


def escaped(text: str) -> str:
    """`text` as a pattern of LIKE that stands for itself."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def renamed(condition: str, before: str = "within_") -> str:
    """The condition with something `before` the name of each of its parameters."""
    return re.sub(r"%\((\w+)\)s", rf"%({before}\1)s", condition)
