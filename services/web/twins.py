"""Groups of files that look nearly the same, and which of a group to keep."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.web.reach import reachable
from shared.db import duplicates
from shared.db.connection import Connection
from shared.db.duplicates import Pair, Twin


@dataclass(frozen=True)
class Group:
    """Files that look nearly the same, the one to keep first; `distance` is the largest of a pair."""

    twins: tuple[Twin, ...]
    distance: int

    @property
    def spare(self) -> int:
        """Bytes that the others take."""
        return sum(twin.size for twin in self.twins[1:])


@dataclass(frozen=True)
class Groups:
    """Some groups, those of the newest files first, and where the next page begins."""

    groups: tuple[Group, ...]
    before: int | None


def groups(conn: Connection, before: int | None = None) -> Groups:
    """A page of groups, of files that the person who asks may see."""
    found = duplicates.pairs(conn, before)
    ids = sorted({media_id for pair in found for media_id in (pair.low, pair.high)})
    twins = duplicates.twins(conn, reachable(conn, ids))
    seen = [pair for pair in found if pair.low in twins and pair.high in twins]
    made = [
        Group(tuple(ranked(twins[media_id] for media_id in members)), distance)
        for members, distance in joined(seen)
    ]
    more = found[-1].high if len(found) >= duplicates.PAIRS else None
    return Groups(tuple(made), more)


def joined(pairs: Iterable[Pair]) -> list[tuple[list[int], int]]:
    """Who hangs together by pairs, in the order of their first pair, and the largest distance of each."""
    found: list[tuple[set[int], int]] = []
    for pair in pairs:
        both = {pair.low, pair.high}
        touching = [group for group in found if group[0] & both]
        members = both.union(*(group[0] for group in touching))
        widest = max([pair.distance, *(group[1] for group in touching)])
        place = found.index(touching[0]) if touching else len(found)
        found = [group for group in found if group not in touching]
        found.insert(place, (members, widest))
    return [(sorted(members), distance) for members, distance in found]


def ranked(twins: Iterable[Twin]) -> list[Twin]:
    """The best first: most pixels, then named by a camera, then most bytes, then the one that came first.

    What a browser makes of a picture, or a messenger, has fewer pixels or has lost the camera's name.
    """
    return sorted(twins, key=lambda twin: (-pixels(twin), twin.model is None, -twin.size, twin.id))


def pixels(twin: Twin) -> int:
    """How many it has."""
    return (twin.width or 0) * (twin.height or 0)


def differing(twins: Sequence[Twin]) -> set[str]:
    """The names of the columns in which these files differ."""
    return {name for name in vars(twins[0]) if len({getattr(twin, name) for twin in twins}) > 1}
