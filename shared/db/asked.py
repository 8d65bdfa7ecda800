"""A face or an animal of which recognition asks whose it is, and those that look most like it."""

from dataclasses import dataclass

from shared.db.connection import Connection, one, rows, run
from shared.db.persons import Kind
from shared.db.served import serves
from shared.kin import ANIMALS, FACES, NEIGHBOURS, VOICES, Bounds, Neighbour

_CANDIDATES = 120  # of the index; its recall of the nearest 32 faces is above 0.99 then


@dataclass(frozen=True)
class Asked:
    """A face or an animal that is asked about; `frame` are the others beside it, `barred` whom it is not.

    `network` tells what it may be compared with: which network described it, and of animals their kind too.
    """

    id: int
    kind: Kind
    media_id: int
    embedding: str
    network: str
    frame: list[int]
    barred: list[int]

    @property
    def bounds(self) -> Bounds:
        """How near what looks like it must be."""
        return FACES if self.kind == "person" else ANIMALS


def found(conn: Connection, finding_id: int) -> Asked | None:
    """A face that serves, or an animal that does and of which `detect` knows what it is."""
    return one(conn, Asked, _FACE, id=finding_id) or one(conn, Asked, _ANIMAL, id=finding_id)


def neighbours(conn: Connection, asked: Asked) -> list[Neighbour]:
    """What looks most like it, described by the same network and of its kind; none that is to be ignored."""
    run(conn, "SET LOCAL hnsw.ef_search = %(candidates)s", candidates=_CANDIDATES)
    return rows(
        conn,
        Neighbour,
        _FACES if asked.kind == "person" else _ANIMALS,
        id=asked.id,
        embedding=asked.embedding,
        network=asked.network,
        near=asked.bounds.near,
        limit=NEIGHBOURS,
        voices=VOICES,
    )


# Of a face or an animal `finding`: those beside it, and whom it is not, who are those beside it and whom it
# was told not to be.
BESIDE = """
    ARRAY (SELECT other.id FROM finding AS other
            WHERE other.analysis_id = finding.analysis_id AND other.id <> finding.id
              AND other.start_second IS NOT DISTINCT FROM finding.start_second) AS frame,
    ARRAY (SELECT person_id FROM finding AS other JOIN belonging ON belonging.finding_id = other.id
            WHERE other.analysis_id = finding.analysis_id AND other.id <> finding.id
              AND other.start_second IS NOT DISTINCT FROM finding.start_second
              AND person_id IS NOT NULL
            UNION ALL
           SELECT person_id FROM person_decision
            WHERE person_decision.finding_id = finding.id AND verdict = 'is-not') AS barred
    """
# Of a neighbour, how many others belong to the one that it belongs to, as far as they count.
VOICED = """
    CASE WHEN belonging.person_id IS NULL THEN 0 ELSE
        (SELECT count(*) FROM (SELECT FROM belonging AS own
                                WHERE own.person_id = belonging.person_id
                                  AND own.finding_id <> %(id)s LIMIT %(voices)s) AS few)
    END::integer AS faces
    """
# A face is described by the network that the model's name ends with: distances of two would mean nothing.
# Of the people beside it in the same picture, and of those that it was told not to be, it is none.  What a
# candidate found is nobody's before it serves, and what another model saw in the same file is no kin of it.
_FACE = f"""
    SELECT finding.id, 'person' AS kind, face.media_id, face.embedding::text AS embedding,
           network(analysis.model) AS network,
           {BESIDE}
      FROM face
      JOIN finding ON finding.id = face.finding_id
      JOIN analysis ON analysis.id = finding.analysis_id
     WHERE face.finding_id = %(id)s AND NOT finding.overruled
       AND {serves("face.media_id", "analysis.id")}
    """
# What may be compared: described by one network, and of one kind.
NETWORK = "analysis.model || ' ' || species(finding)"
_ANIMAL = f"""
    SELECT finding.id, 'pet' AS kind, animal.media_id, animal.embedding::text AS embedding,
           {NETWORK} AS network, {BESIDE}
      FROM animal
      JOIN finding ON finding.id = animal.finding_id
      JOIN analysis ON analysis.id = finding.analysis_id
     WHERE animal.finding_id = %(id)s AND NOT finding.overruled AND {NETWORK} IS NOT NULL
       AND {serves("animal.media_id", "analysis.id")}
    """
# By nothing but the distance in the inner order, or the index would not be used.
_FACES = f"""
    WITH near AS MATERIALIZED (
        SELECT finding_id, media_id, embedding <-> %(embedding)s::vector AS distance
          FROM face ORDER BY embedding <-> %(embedding)s::vector LIMIT %(limit)s + 1
    )
    SELECT near.finding_id, near.media_id, near.distance, belonging.person_id,
           {VOICED}
      FROM near
      JOIN belonging ON belonging.finding_id = near.finding_id AND belonging.state <> 'ignored'
      JOIN finding ON finding.id = near.finding_id
      JOIN analysis ON analysis.id = finding.analysis_id
       AND network(analysis.model) = %(network)s
      LEFT JOIN person ON person.id = belonging.person_id
     WHERE near.finding_id <> %(id)s AND near.distance < %(near)s
       AND (person_id IS NOT NULL OR near.media_id <> (SELECT media_id FROM face WHERE finding_id = %(id)s)
            OR finding.analysis_id = (SELECT analysis_id FROM finding WHERE id = %(id)s))
       AND coalesce(person.kind, 'person') = 'person'
     ORDER BY near.distance, near.finding_id
    """
_ANIMALS = f"""
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
       AND {serves("near.media_id", "finding.analysis_id")}
       AND {NETWORK} = %(network)s
     ORDER BY near.distance, near.finding_id
    """
