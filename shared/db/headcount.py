"""How many files somebody is in, kept with them so that lists need not count."""

from collections.abc import Sequence

from shared.db.connection import Connection, run


def recount(conn: Connection, people: Sequence[int]) -> None:
    """Count the files outside the trash that these people are in."""
    run(
        conn,
        """
        UPDATE person SET files = counted.n
          FROM (SELECT asked.id, (SELECT count(*)::integer FROM media_person
                                    JOIN media ON media.id = media_person.media_id
                                   WHERE person_id = asked.id AND trashed_at IS NULL) AS n
                  FROM unnest(%(ids)s::bigint[]) AS asked (id)) AS counted
         WHERE person.id = counted.id AND files <> counted.n
        """,
        ids=sorted(set(people)),
    )
