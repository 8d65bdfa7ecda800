"""What was read of XMP, and where it says other than people here."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from psycopg2.extras import Json

from shared.comparison import overlap
from shared.db import persons, regions
from shared.db.connection import Connection, rows, run, value
from shared.db.regions import Place
from shared.domain import Box
from shared.xmp.regions import Named

BY = "XMP"  # whose word a name is that was read
_SAME = 0.3  # share of two boxes around one face, as programs draw them


@dataclass(frozen=True)
class Conflict:
    """XMP says `name` of a part of a picture, and people here say `here`: a name, not this one, or nobody."""

    name: str
    here: str
    verdict: Literal["is", "is-not", "ignore"]
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Disputed:
    """A file whose XMP says other than people here; `origin` is the path of a sidecar, or empty."""

    media_id: int
    name: str
    origin: str
    conflicts: list[dict[str, object]]


@dataclass(frozen=True)
class _Said:
    id: int
    name: str
    verdict: Literal["is", "is-not", "ignore"]
    by_name: str
    left: float
    top: float
    width: float
    height: float

    @property
    def box(self) -> Box:
        return Box(self.left, self.top, self.width, self.height)


def known(conn: Connection, media_id: int, origin: str, sha512: str) -> bool:
    """Whether just this was read before."""
    sql = """
        SELECT EXISTS (SELECT FROM xmp_reading
                        WHERE media_id = %(id)s AND origin = %(origin)s
                          AND sha512 = decode(%(sha512)s, 'hex') AND problem IS NULL)
        """
    return bool(value(conn, sql, id=media_id, origin=origin, sha512=sha512))


def heed(conn: Connection, media_id: int, read: Sequence[Named]) -> list[Conflict]:
    """Take names that were read as said by XMP, where people here say nothing else; return where they do.

    What an earlier reading said of the same place and this one says otherwise is taken back.
    """
    conflicts: list[Conflict] = []
    for region in read:
        name = persons.tidy(region.name)
        near = [said for said in _said(conn, media_id) if overlap(said.box, region.box) >= _SAME]
        if not name or any(_agrees(said, name) for said in near):
            continue
        against = [said for said in near if said.by_name != BY and _speaks_against(said, name)]
        if against:
            conflicts += [_conflict(name, against[0], region.box)]
            continue
        former = [said.id for said in near if said.by_name == BY and said.verdict == "is"]
        if former:
            regions.forget_regions(conn, former, BY)
        regions.name_region(conn, Place(media_id, region.box), name, BY, kind=region.kind)
    return conflicts


def note(
    conn: Connection,
    media_id: int,
    origin: str,
    *,
    sha512: str = "",
    named: int = 0,
    conflicts: Sequence[Conflict] = (),
    problem: str | None = None,
) -> None:
    """Write down what a reading gave."""
    run(
        conn,
        """
        INSERT INTO xmp_reading (media_id, origin, sha512, named, conflicts, problem)
        VALUES (%(id)s, %(origin)s, decode(%(sha512)s, 'hex'), %(named)s, %(conflicts)s, %(problem)s)
        ON CONFLICT (media_id, origin) DO UPDATE
           SET sha512 = EXCLUDED.sha512, named = EXCLUDED.named, conflicts = EXCLUDED.conflicts,
               problem = EXCLUDED.problem, read_at = now()
        """,
        id=media_id,
        origin=origin,
        sha512=sha512,
        named=named,
        conflicts=Json([asdict(one) for one in conflicts]),
        problem=problem,
    )


def disputed(conn: Connection, limit: int = 1000) -> list[Disputed]:
    """The files whose XMP says other than people here, the latest reading first."""
    return rows(
        conn,
        Disputed,
        """
        SELECT media_id, media.name, origin, conflicts
          FROM xmp_reading JOIN media ON media.id = media_id
         WHERE conflicts <> '[]' AND trashed_at IS NULL ORDER BY read_at DESC, media_id LIMIT %(limit)s
        """,
        limit=limit,
    )


def _agrees(said: _Said, name: str) -> bool:
    return said.verdict == "is" and said.name.casefold() == name.casefold()


def _speaks_against(said: _Said, name: str) -> bool:
    return said.verdict != "is-not" or said.name.casefold() == name.casefold()


def _conflict(name: str, said: _Said, box: Box) -> Conflict:
    return Conflict(name, said.name, said.verdict, *vars(box).values())


def _said(conn: Connection, media_id: int) -> list[_Said]:
    return rows(
        conn,
        _Said,
        """
        SELECT said.id, coalesce(person.name, '') AS name, verdict, by_name, box_left AS left, box_top AS top,
               box_width AS width, box_height AS height
          FROM person_decision AS said LEFT JOIN person ON person.id = said.person_id
         WHERE media_id = %(id)s AND start_second IS NULL
        UNION ALL
        SELECT -id, '', 'ignore', by_name, box_left, box_top, box_width, box_height
          FROM verdict
         WHERE media_id = %(id)s AND label = 'face' AND decision = 'rejected' AND start_second IS NULL
           AND box_left IS NOT NULL
         ORDER BY id
        """,
        id=media_id,
    )
