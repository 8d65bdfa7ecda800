"""How people want the application to look; each for themselves."""

from dataclasses import dataclass
from typing import Literal

from shared.db.connection import Connection, one, run

Theme = Literal["auto", "light", "dark"]
Rows = Literal["small", "medium", "large", "huge"]


@dataclass(frozen=True)
class Appearance:
    """The colours, the height of the rows of pictures, and the pace of a slideshow."""

    theme: Theme = "auto"
    rows: Rows = "medium"
    slide_seconds: float = 2.5


def appearance(conn: Connection, account_id: str) -> Appearance:
    """What this person chose, else what everybody begins with."""
    sql = "SELECT theme, rows, slide_seconds FROM preference WHERE account_id = %(id)s"
    return one(conn, Appearance, sql, id=account_id) or Appearance()


def choose(conn: Connection, account_id: str, wanted: Appearance) -> None:
    """Remember what this person chose."""
    run(
        conn,
        """
        INSERT INTO preference (account_id, theme, rows, slide_seconds)
        VALUES (%(id)s, %(theme)s, %(rows)s, %(slide_seconds)s)
        ON CONFLICT (account_id) DO UPDATE
           SET theme = EXCLUDED.theme, rows = EXCLUDED.rows, slide_seconds = EXCLUDED.slide_seconds
        """,
        id=account_id,
        **vars(wanted),
    )


def forget(conn: Connection, account_id: str) -> None:
    """Forget what a person chose who is gone."""
    run(conn, "DELETE FROM preference WHERE account_id = %(id)s", id=account_id)
