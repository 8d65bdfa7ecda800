"""Faces that may be somebody's, faces of nobody, and faces of which people say what does not agree."""

from shared.db.connection import Connection, rows, run
from shared.db.crowd import OF_FILE, PORTRAIT, Portrait, held
from shared.db.search import Within

ALIKE = 0.64  # faces that are less alike than this are not suggested
NEAREST = 200  # candidates of the index
ASKED = 24  # faces of somebody, or places of a pet, whose neighbours are suggested
NEAR = 40  # neighbours of each


def unsure(conn: Connection, within: Within | None, person_id: int, limit: int = 60) -> list[Portrait]:
    """Faces that are guessed to be somebody's, the least alike first; to be looked over."""
    part = held(conn, within)
    sql = f"""
        WITH guessed AS (
            SELECT finding_id, media_id FROM belonging AS own
             WHERE person_id = %(id)s AND state = 'guess' {part.on("own.media_id")}
             ORDER BY distance DESC NULLS LAST LIMIT %(limit)s
        )
        SELECT {PORTRAIT} FROM guessed JOIN media ON media.id = guessed.media_id AND media.trashed_at IS NULL
         CROSS JOIN LATERAL ({OF_FILE}) AS shown WHERE shown.id = guessed.finding_id
         ORDER BY shown.distance DESC NULLS LAST, shown.id
        """
    return rows(conn, Portrait, sql, **part.parameters, id=person_id, limit=limit)


def suggested(conn: Connection, within: Within | None, person_id: int, limit: int = 60) -> list[Portrait]:
    """Faces of nobody, and of groups that nobody spoke of, like somebody's; the most alike first."""
    part = held(conn, within)
    run(conn, "SET LOCAL hnsw.ef_search = %(nearest)s", nearest=NEAREST)
    sql = f"""
        WITH asked AS MATERIALIZED (
            SELECT face.embedding, network(model) AS network
              FROM belonging JOIN face USING (finding_id)
              JOIN finding ON finding.id = finding_id JOIN analysis ON analysis.id = analysis_id
             WHERE belonging.person_id = %(id)s ORDER BY finding_id DESC LIMIT %(asked)s
        ), near AS MATERIALIZED (
            SELECT finding_id, min(distance) AS distance
              FROM asked CROSS JOIN LATERAL (
                SELECT face.finding_id, face.embedding <-> asked.embedding AS distance, face.media_id
                  FROM face ORDER BY face.embedding <-> asked.embedding LIMIT %(near)s) AS found
              JOIN finding ON finding.id = found.finding_id
              JOIN analysis ON analysis.id = finding.analysis_id AND network(model) = asked.network
             WHERE distance < %(alike)s GROUP BY finding_id
        ), open AS (
            SELECT near.finding_id, near.distance, belonging.media_id
              FROM near JOIN belonging USING (finding_id)
              LEFT JOIN person ON person.id = belonging.person_id
             WHERE (belonging.state = 'loose' OR belonging.state = 'guess' AND NOT person.decided)
               AND belonging.person_id IS DISTINCT FROM %(id)s
               AND NOT EXISTS (SELECT FROM person_decision AS said
                                WHERE said.finding_id = near.finding_id AND verdict = 'is-not'
                                  AND said.person_id = %(id)s) {part.on("belonging.media_id")}
        )
        SELECT {PORTRAIT.replace("shown.distance", "open.distance")}
          FROM open JOIN media ON media.id = open.media_id AND media.trashed_at IS NULL
         CROSS JOIN LATERAL ({OF_FILE}) AS shown WHERE shown.id = open.finding_id
         ORDER BY open.distance, shown.id LIMIT %(limit)s
        """
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


def torn(conn: Connection, within: Within | None, person_id: int) -> list[Portrait]:
    """Faces of which people say both that they are somebody's and that they are not, or are another's."""
    part = held(conn, within)
    sql = f"""
        WITH torn AS (
            SELECT DISTINCT own.finding_id, own.media_id FROM person_decision AS own
              JOIN person_decision AS other ON other.finding_id = own.finding_id
             WHERE own.person_id = %(id)s AND own.verdict = 'is'
               AND (other.verdict = 'is' AND other.person_id <> own.person_id
                    OR other.verdict = 'is-not' AND other.person_id = own.person_id)
               {part.on("own.media_id")}
        )
        SELECT {PORTRAIT} FROM torn JOIN media ON media.id = torn.media_id AND media.trashed_at IS NULL
         CROSS JOIN LATERAL ({OF_FILE}) AS shown WHERE shown.id = torn.finding_id ORDER BY shown.id
        """
    return rows(conn, Portrait, sql, **part.parameters, id=person_id)
