"""A few files as small pictures beside other news."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.db.connection import Connection, rows

# What the address of a file's thumbnail ends with: it changes with the content.
VERSION = "encode(substring(media.sha512 FOR 6), 'hex') AS version"


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
        f"""
        SELECT id, name, colour, {VERSION}
          FROM media WHERE id = ANY (%(ids)s)
        """,
        ids=list(ids),
    )
    return {preview.id: preview for preview in found}
