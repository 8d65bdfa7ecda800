"""Recognises faces and animals as they come in: each by itself, by those most like it."""

from shared.db import flocks, index
from shared.db.asked import BESIDE, VOICED, Asked
from shared.db.connection import Connect, Connection, one, rows, run, value
from shared.kin import ANIMALS, FACES, NEIGHBOURS, VOICES, Bounds, Kin, Neighbour, kin

_ALONE = 0x70656F706C65  # advisory lock: one process at a time recognises
_CANDIDATES = 120  # of the index; its recall of the nearest 32 is above 0.99 then


def alone(conn: Connection) -> bool:
    """Whether no other process recognises faces just now, until the transaction ends."""
    return bool(value(conn, "SELECT pg_try_advisory_xact_lock(%(lock)s)", lock=_ALONE))


def step(connect: Connect, faces: int = 100) -> int:
    """Recognise up to so many faces that wait, each in a transaction of its own; return how many did."""
    for done in range(faces):
        with connect() as conn:
            due = value(conn, "SELECT finding_id FROM face_due ORDER BY finding_id LIMIT 1")
            if due is None or not alone(conn):
                return done
            recognise(conn, due)
    return faces


def recognise(conn: Connection, finding_id: int) -> Kin:
    """Find out whose face this is, among all others, and note it; of animals likewise.  Safe to repeat.

    What a person said of it stays; what is nobody's is looked at again when one like it finds kin.
    """
    face = one(conn, Asked, _FACE, id=finding_id)
    if face is not None:
        return _place(conn, face, neighbours(conn, finding_id, face.embedding, face.network), FACES)
    animal = flocks.asked(conn, finding_id)
    if animal is not None:
        return _place(conn, animal, flocks.neighbours(conn, animal), ANIMALS)
    run(conn, "DELETE FROM face_due WHERE finding_id = %(id)s", id=finding_id)
    return Kin()


def _place(conn: Connection, asked: Asked, near: list[Neighbour], bounds: Bounds) -> Kin:
    """Note whose it is, by its neighbours, and let who is in the files follow."""
    found = kin(near, asked.barred, asked.frame, bounds)
    touched = [asked.media_id, *([found.partner.media_id] if found.partner else [])]
    index.lock(conn, touched)
    run(conn, "DELETE FROM face_due WHERE finding_id = %(id)s", id=asked.id)
    if not _note(conn, asked, found):
        return Kin()
    if found.person_id is not None or found.partner:
        _look_again(conn, near, bounds)
        index.heed(conn, touched)
    return found


def neighbours(conn: Connection, finding_id: int, embedding: str, network: str) -> list[Neighbour]:
    """The faces most like one, described by the same network; none that is to be ignored."""
    run(conn, "SET LOCAL hnsw.ef_search = %(candidates)s", candidates=_CANDIDATES)
    return rows(
        conn,
        Neighbour,
        _NEIGHBOURS,
        id=finding_id,
        embedding=embedding,
        network=network,
        limit=NEIGHBOURS,
        voices=VOICES,
    )


def _note(conn: Connection, asked: Asked, found: Kin) -> bool:
    """Write whose it is; False where meanwhile somebody said so, or it or its kin is gone."""
    person_id = found.person_id
    if found.partner:
        if not value(conn, _FREE, id=found.partner.finding_id):
            return _note(conn, asked, Kin())
        person_id = value(conn, "INSERT INTO person (kind) VALUES (%(kind)s) RETURNING id", kind=asked.kind)
        _belong(conn, found.partner.finding_id, person_id, found.distance)
    if person_id is None and asked.kind == "pet":  # the tray of what is nobody's holds faces alone
        return False
    return _belong(conn, asked.id, person_id, found.distance)


def _belong(conn: Connection, finding_id: int, person_id: int | None, distance: float | None) -> bool:
    return bool(
        run(
            conn,
            """
            INSERT INTO belonging (finding_id, media_id, person_id, state, distance)
            SELECT id, media_id, %(person_id)s, %(state)s, %(distance)s FROM finding
             WHERE id = %(id)s AND NOT overruled
            ON CONFLICT (finding_id) DO UPDATE
               SET person_id = EXCLUDED.person_id, state = EXCLUDED.state, distance = EXCLUDED.distance
             WHERE belonging.state IN ('guess', 'loose')
            """,
            id=finding_id,
            person_id=person_id,
            state="loose" if person_id is None else "guess",
            distance=distance,
        )
    )


def _look_again(conn: Connection, near: list[Neighbour], bounds: Bounds) -> None:
    """Let what is nobody's and like one which found its kin be asked about once more."""
    again = [one.finding_id for one in near if one.person_id is None and one.distance < bounds.found]
    run(
        conn,
        """
        INSERT INTO face_due
        SELECT finding_id FROM belonging WHERE finding_id = ANY (%(again)s) AND state = 'loose'
        UNION ALL
        SELECT finding_id FROM animal
         WHERE finding_id = ANY (%(again)s)
           AND NOT EXISTS (SELECT FROM belonging WHERE belonging.finding_id = animal.finding_id)
        ON CONFLICT DO NOTHING
        """,
        again=again,
    )


_FREE = """
    SELECT EXISTS (SELECT FROM finding WHERE id = %(id)s AND NOT overruled)
       AND NOT EXISTS (SELECT FROM belonging WHERE finding_id = %(id)s AND state <> 'loose')
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
       AND EXISTS (SELECT FROM serving WHERE serving.media_id = face.media_id
                      AND serving.id = analysis.id OFFSET 0)
    """
# By nothing but the distance in the inner order, or the index would not be used.
_NEIGHBOURS = f"""
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
     WHERE near.finding_id <> %(id)s
       AND (person_id IS NOT NULL OR near.media_id <> (SELECT media_id FROM face WHERE finding_id = %(id)s)
            OR finding.analysis_id = (SELECT analysis_id FROM finding WHERE id = %(id)s))
       AND coalesce(person.kind, 'person') = 'person'
     ORDER BY near.distance, near.finding_id
    """
