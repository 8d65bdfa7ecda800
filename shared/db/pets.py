"""Animals that may be somebody's pet too, by what they look like; to be asked about.

What tells kinds and coats apart tells two animals of one litter badly.  Of 40 animals of the reference
collections the same one, lit and cut otherwise, is nearer than 0.5 to itself, and of pairs of two kinds none
is nearer than `ALIKE`; of pairs of one kind two in three are, copies among them.  So only what is nearer by
far is guessed (`shared.kin`), and this is asked.
"""

from shared.db.connection import Connection, rows, run
from shared.db.crowd import Portrait, held
from shared.db.hints import ASKED, NEAR, NEAREST
from shared.db.search import Within
from shared.db.served import serves

ALIKE = 0.85


def suggested(conn: Connection, within: Within | None, person_id: int, limit: int = 60) -> list[Portrait]:
    """Animals of nobody, and of groups that nobody spoke of, like a pet; the most alike first.

    Never one that was said not to be it, and none in a photo that shows it already.
    """
    part = held(conn, within)
    run(conn, "SET LOCAL hnsw.ef_search = %(nearest)s", nearest=NEAREST)
    sql = _ALIKE.format(held=part.on("media.id"))
    return rows(
        conn,
        Portrait,
        sql,
        **part.parameters,
        id=person_id,
        asked=ASKED,
        near=NEAR,
        alike=ALIKE,
        limit=limit,
    )


_ALIKE = f"""
    WITH asked AS MATERIALIZED (
        SELECT animal.embedding, analysis.model
          FROM belonging JOIN animal USING (finding_id)
          JOIN finding ON finding.id = finding_id JOIN analysis ON analysis.id = analysis_id
         WHERE belonging.person_id = %(id)s
         ORDER BY finding_id DESC LIMIT %(asked)s
    ), near AS MATERIALIZED (
        SELECT found.finding_id, found.media_id, min(found.distance) AS distance
          FROM asked CROSS JOIN LATERAL (
            SELECT animal.finding_id, animal.media_id, animal.embedding <-> asked.embedding AS distance
              FROM animal ORDER BY animal.embedding <-> asked.embedding LIMIT %(near)s) AS found
          JOIN finding ON finding.id = found.finding_id
          JOIN analysis ON analysis.id = finding.analysis_id AND analysis.model = asked.model
         WHERE found.distance < %(alike)s GROUP BY found.finding_id, found.media_id
    )
    SELECT finding.id, NULL::bigint AS said, media.id AS media_id, media.name, media.taken_at,
           finding.start_second AS start, coalesce(belonging.state, 'loose') AS state, near.distance,
           animal.chip IS NOT NULL AS face, belonging.person_id, '' AS person,
           box_left AS left, box_top AS top, box_width AS width, box_height AS height
      FROM near JOIN finding ON finding.id = near.finding_id
      JOIN animal ON animal.finding_id = finding.id
      JOIN media ON media.id = near.media_id AND media.trashed_at IS NULL
      LEFT JOIN belonging ON belonging.finding_id = finding.id
      LEFT JOIN person ON person.id = belonging.person_id
     WHERE NOT finding.overruled
       AND {serves("media.id", "finding.analysis_id")}
       AND (belonging.state IS NULL OR belonging.state = 'guess' AND NOT person.decided)
       AND NOT EXISTS (SELECT FROM media_person WHERE media_person.media_id = media.id
                          AND media_person.person_id = %(id)s)
       AND NOT EXISTS (SELECT FROM person_decision AS said
                        WHERE said.finding_id = finding.id AND verdict = 'is-not'
                          AND said.person_id = %(id)s) {{held}}
     ORDER BY near.distance, finding.id LIMIT %(limit)s
    """
