"""A few files as small pictures beside other news."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.db.connection import Connection, rows


@dataclass(frozen=True)
class Preview:
    """A file with its thumbnail; `colour` is None where it has none."""

    id: int
    name: str
    colour: str | None
    version: str


def previews(conn: Connection, ids: Iterable[int]) -> dict[int, Preview]:
    """Those of these files that there are, by number."""
    found = rows(
        conn,
        Preview,
        """
        SELECT id, name, colour, encode(substring(sha512 FOR 6), 'hex') AS version
          FROM media WHERE id = ANY (%(ids)s)
        """,
        ids=list(ids),
    )
    return {preview.id: preview for preview in found}
