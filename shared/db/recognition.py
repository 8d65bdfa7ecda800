"""Recognises faces and animals as they come in: each by itself, by those most like it."""

from shared.db import asked, index
from shared.db.asked import Asked
from shared.db.connection import Connect, Connection, run, value
from shared.kin import Bounds, Kin, Neighbour, kin

_ALONE = 0x70656F706C65  # advisory lock: one process at a time recognises


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
    one = asked.found(conn, finding_id)
    if one is None:
        run(conn, "DELETE FROM face_due WHERE finding_id = %(id)s", id=finding_id)
        return Kin()
    near = asked.neighbours(conn, one)
    found = kin(near, one.barred, one.frame, one.bounds)
    touched = [one.media_id, *([found.partner.media_id] if found.partner else [])]
    index.lock(conn, touched)
    run(conn, "DELETE FROM face_due WHERE finding_id = %(id)s", id=finding_id)
    if not _note(conn, one, found):
        return Kin()
    if found.person_id is not None or found.partner:
        _look_again(conn, near, one.bounds)
        index.heed(conn, touched)
    return found


def _note(conn: Connection, one: Asked, found: Kin) -> bool:
    """Write whose it is; False where meanwhile somebody said so, or it or its kin is gone."""
    person_id = found.person_id
    if found.partner:
        if not value(conn, _FREE, id=found.partner.finding_id):
            return _note(conn, one, Kin())
        person_id = value(conn, "INSERT INTO person (kind) VALUES (%(kind)s) RETURNING id", kind=one.kind)
        _belong(conn, found.partner.finding_id, person_id, found.distance)
    if person_id is None and one.kind == "pet":  # the tray of what is nobody's holds faces alone
        return False
    return _belong(conn, one.id, person_id, found.distance)


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
