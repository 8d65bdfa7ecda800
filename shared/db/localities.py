"""Where files were taken, in words."""

from shared.db.connection import Connection, one
from shared.domain import Locality


def of(conn: Connection, media_id: int) -> Locality | None:
    """What lies near the position of a file; None where it has none, or none was named yet."""
    return one(
        conn,
        Locality,
        """
        SELECT city, region, country, country_code AS code, near, kilometres, near_kilometres
          FROM media_place WHERE media_id = %(id)s
        """,
        id=media_id,
    )
