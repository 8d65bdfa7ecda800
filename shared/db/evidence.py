"""Who is in a file, and whether a text holds what was wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.connection import Connection, rows
from shared.text import words


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
