"""What in a file may be the reason why a search found it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.db.connection import Connection, rows
from shared.text import words

MOST = 2000  # texts of one file that are looked through; a film can have thousands


@dataclass(frozen=True)
class Trace:
    """Something that a search looks in: where it stands, and the second in a recording."""

    media_id: int
    where: Literal["label", "text", "speech", "name", "camera"]
    text: str
    score: float | None
    start: float | None

    @property
    def label(self) -> bool:
        """Whether this is what an object is called."""
        return self.where == "label"

    @property
    def spoken(self) -> bool:
        """Whether this was said."""
        return self.where == "speech"


def traces(conn: Connection, ids: Sequence[int]) -> list[Trace]:
    """What was found in these files and what they are called: labels first, the surest first."""
    # Each file by itself, so that the view of what serves reads its analyses and no others.
    return rows(
        conn,
        Trace,
        """
        SELECT page.id AS media_id, held."where", held.text, held.score, held.start
          FROM unnest(%(ids)s::bigint[]) AS page (id)
         CROSS JOIN LATERAL (
            SELECT 1 AS place, 'label' AS "where", label AS text, score, NULL::float8 AS start
              FROM media_label WHERE media_id = page.id
            UNION ALL
            (SELECT 2, CASE WHEN box_left IS NULL THEN 'speech' ELSE 'text' END, text, score, start_second
               FROM finding JOIN serving ON serving.id = finding.analysis_id
              WHERE finding.media_id = page.id AND serving.media_id = page.id AND text IS NOT NULL
                AND coalesce(score, 1) >= coalesce(threshold, 0)
              ORDER BY score DESC NULLS LAST, finding.id LIMIT %(most)s)
            UNION ALL
            SELECT 3, 'name', name, NULL, NULL FROM media WHERE id = page.id
            UNION ALL
            SELECT 4, 'camera', model, NULL, NULL FROM media WHERE id = page.id AND model IS NOT NULL
         ) AS held
         ORDER BY place, score DESC NULLS LAST, start, held.text
        """,
        ids=list(ids),
        most=MOST,
    )


def matching(wanted: Sequence[str], found: Iterable[Trace]) -> list[Trace]:
    """Those of `found` in which one of the wanted words begins a word."""
    return [trace for trace in found if holds(trace.text, wanted)]


def holds(text: str, wanted: Sequence[str]) -> bool:
    """Tell whether one of the wanted words begins a word of `text`."""
    return any(word.startswith(start) for word in words(text) for start in wanted)


@dataclass(frozen=True)
class Likeness:
    """A face that belongs to somebody: said by `by_name`, or guessed at this distance from other faces.

    `finding` is None where somebody said who is there and no face was found, or only one that is none.
    """

    person_id: int
    name: str
    finding: int | None
    by_name: str | None
    distance: float | None


def people(conn: Connection, media_id: int) -> list[Likeness]:
    """Who is in a file and has a name."""
    return rows(
        conn,
        Likeness,
        """
        SELECT person.id AS person_id, person.name, belonging.finding_id AS finding, decision.by_name,
               belonging.distance
          FROM belonging JOIN person ON person.id = belonging.person_id
          JOIN finding ON finding.id = belonging.finding_id
          JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = %(media_id)s
          LEFT JOIN LATERAL (SELECT by_name FROM person_decision AS said
                              WHERE said.finding_id = belonging.finding_id AND stands(said)
                              ORDER BY at DESC, id DESC LIMIT 1) AS decision ON true
         WHERE belonging.media_id = %(media_id)s AND person.name <> '' AND NOT person.hidden
           AND (belonging.state = 'said' OR coalesce(score, 1) >= coalesce(threshold, 0))
         UNION ALL
        SELECT person.id, person.name, NULL, said.by_name, NULL
          FROM person_decision AS said JOIN person ON person.id = said.person_id
         WHERE said.media_id = %(media_id)s AND person.name <> '' AND NOT person.hidden AND alone(said)
         ORDER BY distance NULLS FIRST, finding
        """,
        media_id=media_id,
    )
