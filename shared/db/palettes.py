"""The chief colours of a picture."""

from shared.db.connection import Connection, value


def of(conn: Connection, media_id: int) -> list[str]:
    """The palette that serves, as `#rrggbb`, the largest share first; empty where there is none."""
    sql = """
        SELECT colours FROM palette
          JOIN finding ON finding.id = finding_id JOIN serving ON serving.id = finding.analysis_id
         WHERE palette.media_id = %(id)s AND serving.media_id = %(id)s ORDER BY finding_id DESC LIMIT 1
        """
    return list(value(conn, sql, id=media_id) or ())
