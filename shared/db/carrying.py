"""Carries what people said of who is who from one file to another that shows the same.

In a copy of another shape the face that is described there as it is here tells the place.  What was said of
the kept file itself holds: where both contradict each other its word counts and, of two names, both are kept
and shown.
"""

from collections.abc import Sequence

from shared.db import deeds, index
from shared.db.connection import Connection, value
from shared.db.moved import SAME_SHAPE, moved
from shared.db.sayings import Act


def carry(conn: Connection, keep: int, others: Sequence[int], by: str) -> list[tuple[int, int]]:
    """Say of `keep` what was said of the others' people; how many files each deed touched, and its number."""
    act = Act(conn, by)
    act.keep_guesses(keep)
    for other in others:
        act.add(value(conn, _CARRY, of=other, to=keep, by=by))
        for cover in value(conn, _COVERS, of=other, to=keep):
            act.change(cover["person_id"], cover_id=cover["id"])
    done = [act.done()] if act.said else []
    rejected = [value(conn, _REJECT, of=other, to=keep) for other in others]
    new = [verdict for verdicts in rejected for verdict in verdicts]
    if new:
        index.refresh(conn, keep)
        done.append((1, deeds.record(conn, "verdict", by, {"media_id": keep, "added": new, "removed": []})))
    return done


_SAID = """
    held.verdict, held.person_id, held.start_second, held.whole, held.drawn, held.by_name, held.at
    """
_TWIN = """
      FROM face AS own
      JOIN finding AS mine ON mine.id = own.finding_id
      JOIN analysis ON analysis.id = mine.analysis_id
      JOIN face AS theirs ON theirs.media_id = %(to)s
      JOIN finding ON finding.id = theirs.finding_id AND NOT finding.overruled
      JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = %(to)s
     WHERE own.finding_id = held.finding_id AND network(serving.model) = network(analysis.model)
       AND own.embedding <-> theirs.embedding < 0.5
     ORDER BY own.embedding <-> theirs.embedding
    """
_CARRY = f"""
    WITH source AS (
        {moved("person_decision", _SAID, _TWIN)}
    ), placed AS (
        SELECT source.*, box_at(box_left, box_top, box_width, box_height) AS place FROM source
    ), met AS (
        SELECT placed.*, known.met, known.earliest
          FROM placed LEFT JOIN LATERAL (
            SELECT bool_or(said.person_id IS NOT DISTINCT FROM placed.person_id
                           AND (said.verdict <> placed.verdict OR shared > 0.5)) AS met,
                   min(said.at) FILTER (WHERE said.verdict <> 'is-not') AS earliest
              FROM person_decision AS said
             CROSS JOIN LATERAL overlap(placed.place, box_at(said.box_left, said.box_top, said.box_width,
                                                             said.box_height)) AS shared
             WHERE said.media_id = %(to)s AND shared >= 0.2
               AND said.start_second IS NOT DISTINCT FROM placed.start_second
          ) AS known ON true
    ), new AS (
        INSERT INTO person_decision
            (media_id, box_left, box_top, box_width, box_height, start_second, verdict, person_id, whole,
             drawn, by_name, at)
        SELECT %(to)s, box_left, box_top, box_width, box_height, start_second, verdict, person_id, whole,
               drawn, CASE by_name WHEN 'XMP' THEN %(by)s ELSE by_name END,
               least(at, (SELECT min(earlier) - interval '1 microsecond' FROM (
                   SELECT met.earliest AS earlier
                   UNION ALL
                   SELECT verdict.at FROM verdict
                    WHERE verdict.media_id = %(to)s AND label = 'face' AND decision = 'rejected'
                      AND overlap(met.place, box_at(verdict.box_left::real, verdict.box_top::real,
                                                    verdict.box_width::real, verdict.box_height::real)) >= 0.2
                   ) AS before))
          FROM met WHERE NOT coalesce(met, false)
        RETURNING id, media_id
    )
    SELECT coalesce(jsonb_agg(to_jsonb(new)), '[]') FROM new
    """
# Whose portrait was a face of the other file: the same face of the one that is kept stands for them then.
_COVERS = """
    WITH now AS (
        SELECT DISTINCT ON (person.id) person.id AS person_id, said.id
          FROM person
          JOIN person_decision AS cover ON cover.id = person.cover_id AND cover.media_id = %(of)s
          JOIN person_decision AS said ON said.media_id = %(to)s AND said.person_id = person.id
                                      AND said.verdict = 'is'
         ORDER BY person.id, said.id DESC
    )
    SELECT coalesce(jsonb_agg(to_jsonb(now)), '[]') FROM now
    """
_REJECT = f"""
    WITH new AS (
        INSERT INTO verdict (media_id, decision, label, kind, box_left, box_top, box_width, box_height,
                             start_second, end_second, by_name, at)
        SELECT %(to)s, decision, label, kind, box_left, box_top, box_width, box_height, start_second,
               end_second, by_name, at
          FROM verdict AS held
         WHERE held.media_id = %(of)s AND label = 'face' AND decision = 'rejected'
           AND (SELECT same FROM ({SAME_SHAPE}) AS shape)
           AND NOT EXISTS (
                SELECT FROM person_decision AS said
                 WHERE said.media_id = %(to)s AND said.verdict = 'is' AND said.at > held.at
                   AND overlap(box_at(held.box_left::real, held.box_top::real, held.box_width::real,
                                      held.box_height::real),
                               box_at(said.box_left, said.box_top, said.box_width, said.box_height)) >= 0.2)
           AND NOT EXISTS (
                SELECT FROM verdict AS known
                 WHERE known.media_id = %(to)s AND known.label = 'face'
                   AND (known.box_left, known.box_top, known.box_width, known.box_height, known.start_second)
                       IS NOT DISTINCT FROM (held.box_left, held.box_top, held.box_width, held.box_height,
                                             held.start_second))
        RETURNING id
    )
    SELECT coalesce(jsonb_agg(to_jsonb(new)), '[]') FROM new
    """
