"""Keeps groups of faces in order: counts their files, unites those of one person, removes empty ones.

Only groups of which nobody said anything are united or removed; one that somebody named takes such a group
in, and two of which somebody said something are never united here.
"""

from dataclasses import dataclass

from shared.db import index
from shared.db.asked import NETWORK
from shared.db.connection import Connect, Connection, one, rows, run, value
from shared.db.headcount import recount
from shared.db.persons import Kind
from shared.db.recognition import alone
from shared.kin import ANIMALS, UNITE

_SAMPLE = 16  # faces of a group that stand for it, the newest
_AT_ONCE = 200  # files that one step brings up to date


@dataclass(frozen=True)
class _Id:
    id: int


@dataclass(frozen=True)
class _Candidate:
    id: int
    distance: float


def step(connect: Connect, people: int = 20) -> int:
    """Bring up to so many people up to date that changed, and files that are due; return how many people."""
    with connect() as conn:
        if alone(conn):
            follow(conn)
    for done in range(people):
        with connect() as conn:
            due = value(conn, "SELECT person_id FROM person_due LIMIT 1")
            if due is None or not alone(conn):
                return done
            settle(conn, due)
    return people


def follow(conn: Connection) -> int:
    """Bring files up to date of whose people somebody said something; return how many."""
    due = rows(
        conn,
        _Id,
        """
        DELETE FROM file_due WHERE media_id IN
            (SELECT media_id FROM file_due ORDER BY media_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
        RETURNING media_id AS id
        """,
        limit=_AT_ONCE,
    )
    index.heed(conn, [file.id for file in due])
    return len(due)


def settle(conn: Connection, person_id: int) -> None:
    """Count the files of a person, and unite or remove a group of which nobody said anything."""
    run(conn, "DELETE FROM person_due WHERE person_id = %(id)s", id=person_id)
    recount(conn, [person_id])
    if run(conn, _REMOVE, id=person_id):
        return
    kin = _kin(conn, person_id)
    if kin is not None:
        _unite(conn, person_id, kin)


def _kin(conn: Connection, person_id: int) -> int | None:
    """The person whose faces are as near as those of one person are, of a pet animals; None without one."""
    kind: Kind | None = value(conn, "SELECT kind FROM person WHERE id = %(id)s", id=person_id)
    if kind is None:
        return None
    found = one(conn, _Candidate, _NEAREST[kind], id=person_id, sample=_SAMPLE, unite=_UNITE[kind])
    return found.id if found else None


def _unite(conn: Connection, person_id: int, kin: int) -> None:
    """Let the smaller group of the two, or the one that nobody decided about, go into the other."""
    first, last = rows(
        conn,
        _Id,
        """
        SELECT id FROM person WHERE id IN (%(one)s, %(other)s) ORDER BY decided, files, id DESC
        """,
        one=person_id,
        other=kin,
    )
    moved = rows(
        conn,
        _Id,
        """
        UPDATE belonging SET person_id = %(to)s WHERE person_id = %(of)s AND state = 'guess'
        RETURNING media_id AS id
        """,
        to=last.id,
        of=first.id,
    )
    index.heed(conn, [file.id for file in moved])
    run(conn, "DELETE FROM person WHERE id = %(id)s AND NOT decided", id=first.id)


_REMOVE = """
    DELETE FROM person WHERE id = %(id)s AND NOT decided AND into_id IS NULL
       AND NOT EXISTS (SELECT FROM belonging WHERE person_id = %(id)s)
    """

# Of the people of the faces nearest to some of the group: who is near on the whole, was not told apart from
# it, and stands in no picture beside one of it.  At least one of the two must be a group of the machine's.
_NEAR_ONES = """
    WITH own AS MATERIALIZED (
        SELECT {described}.finding_id, {described}.embedding, {network} AS network
          FROM belonging JOIN {described} USING (finding_id)
          JOIN finding ON finding.id = finding_id JOIN analysis ON analysis.id = analysis_id
         WHERE person_id = %(id)s ORDER BY finding_id DESC LIMIT %(sample)s
    ), met AS MATERIALIZED (
        SELECT DISTINCT belonging.person_id
          FROM (SELECT embedding FROM own ORDER BY finding_id DESC LIMIT 4) AS asked
         CROSS JOIN LATERAL (SELECT finding_id FROM {described}
                              ORDER BY {described}.embedding <-> asked.embedding LIMIT 40) AS near
          JOIN belonging USING (finding_id)
         WHERE belonging.person_id <> %(id)s
    )
    SELECT other.id, apart.distance
      FROM met
      JOIN person AS other ON other.id = met.person_id AND other.kind = '{kind}' AND other.into_id IS NULL
      JOIN person AS self ON self.id = %(id)s AND self.kind = '{kind}' AND self.into_id IS NULL
     CROSS JOIN LATERAL (
        SELECT avg(own.embedding <-> theirs.embedding) AS distance
          FROM own
          JOIN (SELECT {described}.embedding, {network} AS network
                  FROM belonging JOIN {described} USING (finding_id)
                  JOIN finding ON finding.id = finding_id JOIN analysis ON analysis.id = analysis_id
                 WHERE belonging.person_id = other.id
                 ORDER BY finding_id DESC LIMIT %(sample)s) AS theirs USING (network)) AS apart
     WHERE NOT (self.decided AND other.decided) AND apart.distance < %(unite)s
       AND NOT EXISTS (
            SELECT FROM person_decision AS said JOIN belonging ON belonging.finding_id = said.finding_id
             WHERE verdict = 'is-not' AND (said.person_id, belonging.person_id)
                                          IN ((self.id, other.id), (other.id, self.id)))
       AND NOT EXISTS (
            SELECT FROM belonging AS one
              JOIN finding AS mine ON mine.id = one.finding_id
              JOIN belonging AS two ON two.media_id = one.media_id AND two.person_id = other.id
              JOIN finding AS theirs ON theirs.id = two.finding_id
             WHERE one.person_id = self.id AND mine.analysis_id = theirs.analysis_id
               AND mine.start_second IS NOT DISTINCT FROM theirs.start_second)
     ORDER BY apart.distance LIMIT 1
    """
_NEAREST: dict[Kind, str] = {
    "person": _NEAR_ONES.format(described="face", kind="person", network="network(model)"),
    "pet": _NEAR_ONES.format(described="animal", kind="pet", network=NETWORK),
}
_UNITE: dict[Kind, float] = {"person": UNITE, "pet": ANIMALS.unite}
