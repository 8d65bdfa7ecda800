"""Files by how many of something they have, read step by step: several, one, none, the newest of each first.

By when they last changed they are read the same way, in one step along the stamps.

So no library is sorted as a whole: an index leads along each step, and most of a library is in the last.
"""

from dataclasses import dataclass
from typing import Any

from shared import amounts
from shared.db import vocabulary
from shared.db.clauses import Clauses
from shared.db.connection import Connection
from shared.db.query_counts import TABLES
from shared.db.selection import Selection
from shared.db.walks import Place, Step, Walk

_EVERY = 2**31 - 1
_SEEN = "counted.kind = ANY (%(counted_kinds)s::text[])"
_BY_NAME = f"counted.label = (%(counted)s::text[])[1] AND {_SEEN}"
_BY_NAMES = f"""
    counted.label = ANY (%(counted)s::text[]) AND {_SEEN}
    AND NOT EXISTS (SELECT FROM media_label AS other
                     WHERE other.media_id = counted.media_id AND other.label = ANY (%(counted)s::text[])
                       AND other.kind = ANY (%(counted_kinds)s::text[])
                       AND (other.n, other.label) > (counted.n, counted.label))
"""
_BY_ID = ("%(after_key)s::bigint", "%(after_id)s::bigint")
KEPT = ("tags", "people", "objects")  # in media_count, by triggers


@dataclass(frozen=True)
class Counting:
    """How many files have of something: `number` is that of one file as an expression on `media`."""

    number: str
    steps: tuple[Step, ...]  # those with the most first
    parameters: dict[str, Any]
    behind: tuple[str, ...] = ("{time}", "{id}")  # what orders files that have as many

    def reach(
        self,
        conn: Connection,
        found: Clauses,
        place: Place | None,
        limit: int,
        *,
        given: dict[str, Any],
        backwards: bool,
    ) -> Clauses:
        """The nearest `limit` files behind `place`, where `backwards` is from few to many; all if fewer."""
        ids: list[int] = []
        for step in self.steps[::-1] if backwards else self.steps:
            wanted = limit - len(ids)
            behind = step.behind(place, backwards=backwards)
            if wanted and behind is not None:
                walk = Walk(step, found, behind, "ASC" if backwards else "DESC")
                ids += walk.nearest(conn, wanted, found.parameters | self.parameters | given)
        return Clauses(
            source="media",
            conditions=("media.id = ANY (%(counted_ids)s::bigint[])",),
            parameters=self.parameters | {"counted_ids": ids},
            time="media.taken_at",
            id="media.id",
            distances=found.distances,
        )


def counting(conn: Connection, what: str, selection: Selection) -> Counting:
    """How the files of a selection are ordered by a count; of a label that they all show none are without."""
    if what in TABLES or what == "objects":
        return _of_rows(what)
    named, kinds = vocabulary.countable(conn, "face" if what == "faces" else what)
    where = _BY_NAME if len(named) == 1 else _BY_NAMES
    keys = ("counted.n", "counted.taken_at", "counted.media_id")
    number = (
        "coalesce((SELECT counted.n FROM media_label AS counted"
        f" WHERE counted.media_id = media.id AND {where}), 0)"
    )
    none = _none(f"media_label AS counted WHERE {where}")
    steps = (
        Step(2, _EVERY, "media_label", f"{where} AND counted.n > 1", keys),
        Step(1, 1, "media_label", f"{where} AND counted.n = 1", keys[1:]),
        *(() if _confined(selection, named) else (Step(0, 0, "", none, ("media.taken_at", "media.id")),)),
    )
    return Counting(number, steps, {"counted": named, "counted_kinds": list(kinds)})


def changed() -> Counting:
    """Files by the microsecond at which they last changed."""
    at = "(SELECT stamp.at FROM stamp WHERE stamp.media_id = media.id)"
    step = Step(
        least=0,
        most=2**63 - 1,
        table="stamp",
        where="true",
        keys=("counted.at", "counted.media_id"),
        places=(
            "'epoch'::timestamptz + %(after_key)s::bigint * interval '1 microsecond'",
            "%(after_id)s::bigint",
        ),
    )
    return Counting(f"coalesce((extract(epoch FROM {at}) * 1000000)::bigint, 0)", (step,), {}, ("{id}",))


def _confined(selection: Selection, named: list[str]) -> bool:
    """Whether all files show this label."""
    asked = [amounts.wanted(text) for text in selection.objects]
    faces = any(amounts.of("face", amount).least for amount in selection.faces)
    return any(one.shown and [one.label] == named for one in asked) or (faces and named == ["face"])


def _of_rows(what: str) -> Counting:
    """Of those with as many the last that came: their times would have to be looked up of each."""
    if what in KEPT:
        return _of_kept(f"counted.what = '{what}' AND counted.n > 0")
    table, where, number = TABLES[what], "true", "count(*)"
    if what == "files":
        where = "sighting.duplicate"  # the first arrival of each is none
    held = f"SELECT media_id, {number} AS n FROM {table} WHERE {where} GROUP BY media_id"
    steps = (
        Step(1, _EVERY, f"({held})", "true", ("counted.n", "counted.media_id"), _BY_ID),
        Step(
            0,
            0,
            "",
            _none(f"{table} AS counted WHERE {where.replace(f'{table}.', 'counted.')}"),
            ("media.id",),
        ),
    )
    each = f"SELECT {number} FROM {table} WHERE {table}.media_id = media.id AND {where}"
    return Counting(f"coalesce(({each}), 0)", steps, {}, ("{id}",))


def _of_kept(where: str) -> Counting:
    """The same of what is kept of each file."""
    steps = (
        Step(1, _EVERY, "media_count", where, ("counted.n", "counted.media_id"), _BY_ID),
        Step(0, 0, "", _none(f"media_count AS counted WHERE {where}"), ("media.id",)),
    )
    each = f"SELECT counted.n FROM media_count AS counted WHERE counted.media_id = media.id AND {where}"
    return Counting(f"coalesce(({each}), 0)", steps, {}, ("{id}",))


def _none(rows_of_files: str) -> str:
    return f"NOT EXISTS (SELECT FROM {rows_of_files} AND counted.media_id = media.id)"
