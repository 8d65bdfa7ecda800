"""Animals that look alike, as recognition asks about them; those of two kinds are never together."""

from shared.db.asked import BESIDE, VOICED, Asked
from shared.db.connection import Connection, one, rows, run
from shared.kin import ANIMALS, NEIGHBOURS, VOICES, Neighbour

_CANDIDATES = 120  # of the index, as of faces


def asked(conn: Connection, finding_id: int) -> Asked | None:
    """An animal that serves, and of which `detect` knows what it is."""
    return one(conn, Asked, _ASKED, id=finding_id)


def neighbours(conn: Connection, animal: Asked) -> list[Neighbour]:
    """The animals of its kind that look most like one; none that is to be ignored."""
    run(conn, "SET LOCAL hnsw.ef_search = %(candidates)s", candidates=_CANDIDATES)
    return rows(
        conn,
        Neighbour,
        _NEIGHBOURS,
        id=animal.id,
        embedding=animal.embedding,
        network=animal.network,
        limit=NEIGHBOURS,
        voices=VOICES,
        near=ANIMALS.near,
    )


# What may be compared: described by one network, and of one kind.
NETWORK = "analysis.model || ' ' || species(finding)"
_ASKED = f"""
    SELECT finding.id, 'pet' AS kind, animal.media_id, animal.embedding::text AS embedding,
           {NETWORK} AS network, {BESIDE}
      FROM animal
      JOIN finding ON finding.id = animal.finding_id
      JOIN analysis ON analysis.id = finding.analysis_id
     WHERE animal.finding_id = %(id)s AND NOT finding.overruled AND {NETWORK} IS NOT NULL
       AND EXISTS (SELECT FROM serving WHERE serving.media_id = animal.media_id
                      AND serving.id = analysis.id OFFSET 0)
    """
# By nothing but the distance in the inner order, or the index would not be used.
_NEIGHBOURS = f"""
    WITH near AS MATERIALIZED (
        SELECT finding_id, media_id, embedding <-> %(embedding)s::halfvec AS distance
          FROM animal ORDER BY embedding <-> %(embedding)s::halfvec LIMIT %(limit)s + 1
    )
    SELECT near.finding_id, near.media_id, near.distance, belonging.person_id,
           {VOICED}
      FROM near
      JOIN finding ON finding.id = near.finding_id AND NOT finding.overruled
      JOIN analysis ON analysis.id = finding.analysis_id
      LEFT JOIN belonging ON belonging.finding_id = near.finding_id
      LEFT JOIN person ON person.id = belonging.person_id
     WHERE near.finding_id <> %(id)s AND near.distance < %(near)s
       AND belonging.state IS DISTINCT FROM 'ignored' AND coalesce(person.kind, 'pet') = 'pet'
       AND EXISTS (SELECT FROM serving WHERE serving.media_id = near.media_id
                      AND serving.id = finding.analysis_id OFFSET 0)
       AND {NETWORK} = %(network)s
     ORDER BY near.distance, near.finding_id
    """
