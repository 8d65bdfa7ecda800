"""What was read of XMP, and where it says other than people here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

from psycopg2.extras import Json

from shared.comparison import overlap
from shared.db import persons, regions
from shared.db.connection import Connection, rows, run, value
from shared.db.regions import Place
from shared.domain import Box
from shared.xmp.regions import Named
from shared.xmp.words import Words

Verdict = Literal["is", "is-not", "ignore"]
What = Literal["name", "rating", "tag", "description"]
BY = "XMP"  # whose word a name is that was read
_SAME = 0.3  # share of two boxes around one face, as programs draw them


@dataclass(frozen=True)
class Conflict:
    """XMP says `name` of a part of a picture, and people here say `here`: a name, not this one, or nobody.

    Or it is a `rating`, `tag` or `description` of the whole: XMP says `name`, and people here `here`.
    """

    name: str
    here: str
    verdict: Verdict = "is"
    left: float = 0.0
    top: float = 0.0
    width: float = 0.0
    height: float = 0.0
    what: What = "name"
    kind: Literal["person", "pet"] = "person"

    @property
    def box(self) -> Box:
        """Where in the upright picture."""
        return Box(self.left, self.top, self.width, self.height)

    @property
    def key(self) -> str:
        """What an answer is bound to: what XMP says, and where."""
        said = [self.what, self.name.casefold(), *(round(edge, 2) for edge in vars(self.box).values())]
        return sha256(repr(said).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Origin:
    """Where XMP stands: `path` of a sidecar, or empty for the file itself; the path that it came in with."""

    path: str
    arrived: str


@dataclass(frozen=True)
class Read:
    """All that was read of one XMP."""

    regions: tuple[Named, ...] = ()
    words: Words = field(default_factory=Words)

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        regions = [
            {"name": one.name, "kind": one.kind, "box": list(vars(one.box).values())} for one in self.regions
        ]
        return self.words.plain() | {"regions": regions}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Read":
        """From what was stored."""
        regions = tuple(Named(one["name"], one["kind"], Box(*one["box"])) for one in plain.get("regions", ()))
        return cls(regions, Words.of(plain))


@dataclass(frozen=True)
class _Said:
    id: int
    name: str
    verdict: Verdict
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


def heed(conn: Connection, media_id: int, read: Sequence[Named]) -> None:
    """Take names that were read as said by XMP, where people here say nothing else.

    What an earlier reading said of the same place and this one says otherwise is taken back.
    """
    for region in read:
        near = _near(_said(conn, media_id), region)
        name = persons.tidy(region.name)
        if not name or any(_agrees(said, name) for said in near) or _against(near, name):
            continue
        former = [said.id for said in near if said.by_name == BY and said.verdict == "is"]
        if former:
            regions.forget_regions(conn, former, BY)
        regions.name_region(conn, Place(media_id, region.box), name, BY, kind=region.kind)


def differing(conn: Connection, media_id: int, read: Sequence[Named]) -> list[Conflict]:
    """Where names that were read are none that people here give."""
    said, found = _said(conn, media_id), []
    for region in read:
        near, name = _near(said, region), persons.tidy(region.name)
        against = _against(near, name)
        if name and against and not any(_agrees(one, name) for one in near):
            first = against[0]
            found.append(Conflict(name, first.name, first.verdict, **vars(region.box), kind=region.kind))
    return found


def speaking_against(conn: Connection, media_id: int, conflict: Conflict) -> list[int]:
    """The numbers of what people said against a name; negative where a face was rejected."""
    region = Named(conflict.name, conflict.kind, conflict.box)
    return [said.id for said in _against(_near(_said(conn, media_id), region), conflict.name)]


def note(
    conn: Connection,
    media_id: int,
    origin: Origin,
    *,
    sha512: str = "",
    read: Read | None = None,
    problem: str | None = None,
) -> None:
    """Write down what a reading gave."""
    held = read or Read()
    run(
        conn,
        """
        INSERT INTO xmp_reading (media_id, origin, arrived, sha512, named, said, problem)
        VALUES (%(id)s, %(path)s, %(arrived)s, decode(%(sha512)s, 'hex'), %(named)s, %(said)s, %(problem)s)
        ON CONFLICT (media_id, origin) DO UPDATE
           SET sha512 = EXCLUDED.sha512, arrived = EXCLUDED.arrived, named = EXCLUDED.named,
               said = CASE WHEN EXCLUDED.problem IS NULL THEN EXCLUDED.said ELSE xmp_reading.said END,
               problem = EXCLUDED.problem, read_at = now()
        """,
        id=media_id,
        path=origin.path,
        arrived=origin.arrived,
        sha512=sha512,
        named=len(held.regions),
        said=Json(held.plain()),
        problem=problem,
    )


def _near(said: Sequence[_Said], region: Named) -> list[_Said]:
    return [one for one in said if overlap(one.box, region.box) >= _SAME]


def _against(near: Sequence[_Said], name: str) -> list[_Said]:
    return [said for said in near if said.by_name != BY and _speaks_against(said, name)]


def _agrees(said: _Said, name: str) -> bool:
    return said.verdict == "is" and said.name.casefold() == name.casefold()


def _speaks_against(said: _Said, name: str) -> bool:
    return said.verdict != "is-not" or said.name.casefold() == name.casefold()


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
