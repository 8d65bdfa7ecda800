"""Who is in the library, as lists: people, and the faces of one.

Everything here holds only what lies in `within`, where the one who asks is confined to a part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.db.confines import renamed
from shared.db.connection import Connection, rows, value
from shared.db.persons import Kind
from shared.db.search import Selection, Within, clauses
from shared.db.served import serves


@dataclass(frozen=True)
class Card:
    """Somebody in a list; `face` is the finding whose crop stands for them, `media_id` a file they are in.

    Of a pet the part of that file's picture stands for it, from `left` on; all None where there is no box.
    """

    id: int
    name: str
    kind: Kind
    hidden: bool
    files: int
    face: int | None
    media_id: int | None
    left: float | None
    top: float | None
    width: float | None
    height: float | None


@dataclass(frozen=True)
class Portrait:
    """One face.  `id` is its finding, None where somebody drew the box and no face is found there.

    `said` is the number of what somebody said of it.  `state` is `said`, `guess`, `loose` or `ignored`;
    `distance` tells how unlike it is.  `person_id` and `person` tell whose it is held to be at present.
    """

    id: int | None
    said: int | None
    media_id: int
    name: str
    taken_at: datetime
    start: float | None
    state: str
    distance: float | None
    face: bool
    person_id: int | None
    person: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Held:
    """What confines a list of files: a condition on a column, and its parameters."""

    sql: str
    parameters: dict[str, Any]

    def on(self, column: str) -> str:
        """The condition on this column, after others."""
        return self.sql.format(column=column)


def held(conn: Connection, within: Within | None) -> Held:
    """The files that the one who asks may see, under names of its own; the trash is left out elsewhere."""
    if within is None:
        return Held("", {})
    found = clauses(conn, Selection(within=within))
    part = renamed(f"SELECT {found.id} FROM {found.source} WHERE {found.where}")
    parameters = {f"within_{name}": value for name, value in found.parameters.items()}
    return Held(f" AND {{column}} IN ({part.replace('{', '{{').replace('}', '}}')})", parameters)


@dataclass(frozen=True)
class Wish:
    """Which people: hidden ones or the others, whose name holds `text`, with a name or without, of a kind."""

    hidden: bool = False
    text: str = ""
    named: bool | None = None
    limit: int = 200
    skip: int = 0
    kind: Kind | None = None


def people(conn: Connection, within: Within | None, wish: Wish) -> list[Card]:
    """People, those with a name first, each in order of their files."""
    part = held(conn, within)
    counted = f"(SELECT count(*)::integer FROM {_OWN} {part.on('own.media_id')})"
    files = "files" if within is None else counted
    sql = f"""
        WITH listed AS (
            SELECT id, name, kind, hidden, cover_id, {files} AS files FROM person
             WHERE into_id IS NULL AND hidden = %(hidden)s
               AND (%(named)s::boolean IS NULL OR (name <> '') = %(named)s)
               AND (%(kind)s::text IS NULL OR kind = %(kind)s)
               AND (%(text)s = '' OR strpos(lower(name), lower(%(text)s)) > 0)
        ), page AS (
            SELECT * FROM listed WHERE files > 0
             ORDER BY (name = ''), files DESC, id LIMIT %(limit)s OFFSET %(skip)s
        )
        SELECT person.id, name, kind, hidden, files, best.face,
               coalesce(best.media_id, shown.media_id) AS media_id,
               best.left, best.top, best.width, best.height
          FROM page AS person
          LEFT JOIN LATERAL ({_COVER.format(held=part.on("belonging.media_id"))}) AS best ON true
          LEFT JOIN LATERAL (SELECT own.media_id FROM {_OWN} {part.on("own.media_id")}
                              ORDER BY own.taken_at DESC LIMIT 1) AS shown ON best.media_id IS NULL
         ORDER BY (name = ''), files DESC, person.id
        """
    return rows(conn, Card, sql, **part.parameters | vars(wish))


def visible(conn: Connection, within: Within | None, person_id: int) -> bool:
    """Whether somebody is in a file that the one who asks may see."""
    part = held(conn, within)
    held_by = f"FROM media_person AS own WHERE own.person_id = %(id)s {part.on('own.media_id')}"
    sql = f"SELECT EXISTS (SELECT {held_by})"
    return within is None or bool(value(conn, sql, **part.parameters, id=person_id))


def count(conn: Connection, within: Within, person_id: int) -> int:
    """How many files of somebody the one who asks may see."""
    part = held(conn, within)
    sql = f"SELECT count(*) FROM person, {_OWN} AND person.id = %(id)s {part.on('own.media_id')}"
    return int(value(conn, sql, **part.parameters, id=person_id))


def whole(conn: Connection, within: Within | None, person_id: int) -> bool:
    """Whether somebody is in no file that the one who asks may not see."""
    part = held(conn, within)
    sql = f"""
        SELECT (SELECT count(*) FROM media_person WHERE person_id = %(id)s)
             = (SELECT count(*) FROM media_person AS own
                 WHERE own.person_id = %(id)s {part.on("own.media_id")})
        """
    return within is None or bool(value(conn, sql, **part.parameters, id=person_id))


def called(conn: Connection, within: Within | None, person_id: int) -> str:
    """The name of somebody whom the one who asks may see; empty where there is none."""
    sql = "SELECT name FROM person WHERE id = (SELECT coalesce(into_id, id) FROM person WHERE id = %(id)s)"
    return str(value(conn, sql, id=person_id) or "") if visible(conn, within, person_id) else ""


def files(conn: Connection, faces: Sequence[int]) -> dict[int, int]:
    """The file of each of these faces, of those that there are."""
    sql = "SELECT id, media_id FROM finding WHERE id = ANY (%(ids)s) AND box_left IS NOT NULL"
    return {row.id: row.media_id for row in rows(conn, _InFile, sql, ids=list(faces))}


@dataclass(frozen=True)
class _InFile:
    id: int
    media_id: int


def names(conn: Connection, within: Within | None, limit: int = 500) -> list[str]:
    """Names in use, of those with the most files first; to choose from."""
    cards = people(conn, within, Wish(named=True, limit=limit)) if within else None
    if cards is not None:
        return list(dict.fromkeys(card.name for card in cards))
    sql = """
        SELECT coalesce(array_agg(name ORDER BY files DESC, id), '{}') FROM (
            SELECT name, files, id FROM person WHERE name <> '' AND into_id IS NULL
             ORDER BY files DESC, id LIMIT %(limit)s) AS known
        """
    return list(dict.fromkeys(value(conn, sql, limit=limit)))


def faces(
    conn: Connection, within: Within | None, person_id: int, *, files: int = 120, skip: int = 0
) -> list[Portrait]:
    """The faces of somebody in so many files, the newest first."""
    part = held(conn, within)
    sql = f"""
        WITH page AS (
            SELECT own.media_id, own.taken_at FROM media_person AS own JOIN media ON media.id = own.media_id
             WHERE own.person_id = %(id)s AND media.trashed_at IS NULL {part.on("own.media_id")}
             ORDER BY own.taken_at DESC, own.media_id DESC LIMIT %(files)s OFFSET %(skip)s
        )
        SELECT {PORTRAIT} FROM page JOIN media ON media.id = page.media_id
         CROSS JOIN LATERAL ({OF_FILE}) AS shown
         WHERE shown.person_id = %(id)s
         ORDER BY page.taken_at DESC, media.id DESC, shown.start NULLS FIRST, shown.id
        """
    return rows(conn, Portrait, sql, **part.parameters, id=person_id, files=files, skip=skip)


def inside(conn: Connection, media_id: int) -> list[Portrait]:
    """All that is held of the faces of one file, and of the parts that somebody named."""
    sql = f"""
        SELECT {PORTRAIT} FROM media CROSS JOIN LATERAL ({OF_FILE}) AS shown WHERE media.id = %(id)s
         ORDER BY shown.start NULLS FIRST, shown.left, shown.id
        """
    return rows(conn, Portrait, sql, id=media_id)


_OWN = "media_person AS own JOIN media AS seen ON seen.id = own.media_id AND seen.trashed_at IS NULL" + (
    " WHERE own.person_id = person.id"
)

# The face that somebody chose, else the best of the newest: a sure one, large and clear.
_COVER = """
    SELECT face, media_id, "left", top, width, height FROM (
        SELECT CASE WHEN coalesce(face.chip, animal.chip) IS NOT NULL THEN finding.id END AS face,
               belonging.media_id,
               box_left AS "left", box_top AS top, box_width AS width, box_height AS height,
               coalesce(finding.score, 1) * least(finding.box_width, finding.box_height) AS clear,
               EXISTS (SELECT FROM person_decision
                        WHERE person_decision.id = person.cover_id
                          AND person_decision.finding_id = belonging.finding_id) AS chosen
          FROM belonging JOIN finding ON finding.id = belonging.finding_id
          JOIN media ON media.id = belonging.media_id AND trashed_at IS NULL
          LEFT JOIN face ON face.finding_id = finding.id
          LEFT JOIN animal ON animal.finding_id = finding.id
         WHERE belonging.person_id = person.id
           AND (coalesce(face.chip, animal.chip) IS NOT NULL
                OR person.kind = 'pet' AND media.has_preview AND start_second IS NULL) {held}
         ORDER BY belonging.finding_id DESC LIMIT 60) AS newest
     ORDER BY chosen DESC, clear DESC NULLS LAST LIMIT 1
    """
PORTRAIT = """
    shown.id, shown.said, media.id AS media_id, media.name, media.taken_at, shown.start, shown.state,
    shown.distance, shown.face, shown.person_id,
    coalesce((SELECT person.name FROM person WHERE person.id = shown.person_id), '') AS person,
    shown.left, shown.top, shown.width, shown.height
    """
OF_FILE = f"""
    SELECT finding.id, said.id AS said, finding.start_second AS start, belonging.state,
           belonging.distance, coalesce(face.chip, animal.chip) IS NOT NULL AS face, belonging.person_id,
           box_left AS left, box_top AS top, box_width AS width, box_height AS height
      FROM belonging JOIN finding ON finding.id = belonging.finding_id
      LEFT JOIN face ON face.finding_id = finding.id
      LEFT JOIN animal ON animal.finding_id = finding.id
      LEFT JOIN LATERAL (SELECT id FROM person_decision
                          WHERE person_decision.finding_id = finding.id AND verdict <> 'is-not'
                          ORDER BY at DESC, id DESC LIMIT 1) AS said ON true
     WHERE belonging.media_id = media.id AND NOT finding.overruled
       AND {serves("media.id", "finding.analysis_id")}
    UNION ALL
    SELECT NULL, said.id, said.start_second, 'said', NULL, false, said.person_id, said.box_left, said.box_top,
           said.box_width, said.box_height
      FROM person_decision AS said
     WHERE said.media_id = media.id AND alone(said)
    """
