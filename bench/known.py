"""Whose the faces of `bench.faces` are, as recognition has it of a library when a new face comes."""

from contextlib import closing

import numpy as np
import psycopg2
from psycopg2.extras import execute_values

from bench import faces
from bench.libraries import execute
from shared.db.connection import Connection, run, value

_KNOWN = """
    SET LOCAL session_replication_role = replica;
    INSERT INTO belonging (finding_id, media_id, person_id, state, distance)
    SELECT finding_id, media_id, person.id, 'guess', 0.4
      FROM told JOIN face USING (finding_id) JOIN person ON person.id = %(first)s + told.who;
    INSERT INTO media_person (media_id, person_id, n, taken_at)
    SELECT media.id, person_id, count(*), taken_at
      FROM belonging JOIN media ON media.id = belonging.media_id GROUP BY media.id, person_id, taken_at;
    UPDATE person SET files = held.n
      FROM (SELECT person_id, count(*) AS n FROM media_person GROUP BY person_id) AS held
     WHERE held.person_id = person.id;
    SET LOCAL session_replication_role = origin;
    """


def ensure(url: str, count: int) -> None:
    """Let each of so many faces belong to somebody; what a run before has made is used again."""
    with closing(psycopg2.connect(url)) as conn:
        if value(conn, "SELECT count(*) FROM belonging") < count:
            note(conn, count)
            conn.commit()
            execute(url, "VACUUM ANALYZE person, belonging, media_person")


def note(conn: Connection, count: int) -> None:
    """Write down whose the faces are that `faces.fill` made, in a library that knows nobody."""
    people = faces.people(count)
    first = value(conn, "SELECT coalesce(max(id), 0) FROM person") + 1
    run(conn, "INSERT INTO person SELECT FROM generate_series(1, %(people)s)", people=people)
    run(conn, "CREATE TEMPORARY TABLE told (finding_id bigint, who bigint) ON COMMIT DROP")
    ids = np.array(value(conn, "SELECT array_agg(finding_id ORDER BY finding_id) FROM face"))
    told = np.stack([ids, faces.whose(len(ids), people)], axis=1).tolist()
    with conn.cursor() as cursor:
        execute_values(cursor, "INSERT INTO told VALUES %s", told, page_size=10_000)
    run(conn, _KNOWN, first=first)
