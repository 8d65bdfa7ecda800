"""The tray of faces that belong to nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.connection import Connection, rows, run, value
from shared.db.crowd import OF_FILE, PORTRAIT, Portrait, held
from shared.db.hints import NEAREST
from shared.db.search import Within
from shared.errors import NotFound
from shared.rows import in_row


def loose(
    conn: Connection, within: Within | None, *, before: int | None = None, limit: int = 150
) -> list[Portrait]:
    """Faces that belong to nobody: the newest found, those that look alike beside each other."""
    part = held(conn, within)
    sql = f"""
        WITH newest AS (
            SELECT own.finding_id, own.media_id FROM belonging AS own
              JOIN media ON media.id = own.media_id AND media.trashed_at IS NULL
             WHERE own.state = 'loose' AND (%(before)s::bigint IS NULL OR own.finding_id < %(before)s)
               {part.on("own.media_id")}
             ORDER BY own.finding_id DESC LIMIT %(limit)s
        )
        SELECT {PORTRAIT} FROM newest JOIN media ON media.id = newest.media_id
         CROSS JOIN LATERAL ({OF_FILE}) AS shown WHERE shown.id = newest.finding_id
         ORDER BY shown.id DESC
        """
    found = {
        face.id or 0: face
        for face in rows(conn, Portrait, sql, **part.parameters, before=before, limit=limit)
    }
    return [found[face] for face in in_row(list(found), _apart(conn, list(found)))]


def like(conn: Connection, within: Within | None, face: int, limit: int = 150) -> list[Portrait]:
    """Faces that belong to nobody, the most like one first, which may be anybody's."""
    asked = value(conn, "SELECT embedding::text FROM face WHERE finding_id = %(face)s", face=face)
    if asked is None:
        raise NotFound(f"no face has the id {face}")
    part = held(conn, within)
    run(conn, "SET LOCAL hnsw.ef_search = %(nearest)s", nearest=NEAREST)
    sql = f"""
        WITH near AS MATERIALIZED (
            SELECT finding_id, embedding <-> %(embedding)s::vector AS distance
              FROM face ORDER BY embedding <-> %(embedding)s::vector LIMIT %(nearest)s
        )
        SELECT {PORTRAIT.replace("shown.distance", "near.distance")}
          FROM near JOIN belonging AS own USING (finding_id)
          JOIN media ON media.id = own.media_id AND media.trashed_at IS NULL
         CROSS JOIN LATERAL ({OF_FILE}) AS shown
         WHERE shown.id = near.finding_id AND own.state = 'loose' {part.on("own.media_id")}
         ORDER BY near.distance, shown.id LIMIT %(limit)s
        """
    return rows(conn, Portrait, sql, **part.parameters, embedding=asked, nearest=NEAREST, limit=limit)


@dataclass(frozen=True)
class _Apart:
    one: int
    other: int


def _apart(conn: Connection, faces: Sequence[int]) -> dict[int, list[int]]:
    """For each face the others, the most alike first."""
    sql = """
        SELECT one.finding_id AS one, other.finding_id AS other
          FROM face AS one JOIN face AS other ON one.finding_id <> other.finding_id
         WHERE one.finding_id = ANY (%(faces)s) AND other.finding_id = ANY (%(faces)s)
         ORDER BY 1, one.embedding <-> other.embedding
        """
    near: dict[int, list[int]] = {}
    for pair in rows(conn, _Apart, sql, faces=list(faces)):
        near.setdefault(pair.one, []).append(pair.other)
    return near
