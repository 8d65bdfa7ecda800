"""Live pictures on their way to a worker, and what it saw on their way back; nothing of it is kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.db.connection import Connection, one, rows, run, value

CHANNEL = "bowerbird_glance"
STALE = 10.0  # seconds; whoever asked has gone on by then


@dataclass(frozen=True)
class Glance:
    """A live picture to be looked at, with another `model` than the one at work where it names one."""

    id: int
    frame: bytes
    model: str = ""


@dataclass(frozen=True)
class Answer:
    """What an analyzer saw, or why it did not."""

    analyzer: str
    answer: Any


def ask(conn: Connection, viewer: str, wanted: Mapping[str, str], frame: bytes) -> list[int]:
    """Ask analyzers to look, each with a model of its own or, where that is empty, with the one at work.

    None of it where the viewer's last picture is still looked at.
    """
    run(conn, "SELECT pg_advisory_xact_lock(hashtextextended(%(viewer)s, 53))", viewer=viewer)
    run(conn, "DELETE FROM glance WHERE asked_at < now() - %(stale)s * interval '1 second'", stale=STALE)
    if value(conn, "SELECT EXISTS (SELECT FROM glance WHERE viewer = %(viewer)s)", viewer=viewer):
        return []
    asked = value(
        conn,
        """
        WITH asked AS (
            INSERT INTO glance (viewer, analyzer, model, frame)
            SELECT %(viewer)s, name, model, %(frame)s
              FROM unnest(%(analyzers)s::text[], %(models)s::text[]) AS asked (name, model) RETURNING id
        )
        SELECT array_agg(id) FROM asked
        """,
        viewer=viewer,
        analyzers=list(wanted),
        models=list(wanted.values()),
        frame=frame,
    )
    run(conn, f"NOTIFY {CHANNEL}")
    return list(asked)


def answers(conn: Connection, ids: Sequence[int]) -> list[Answer]:
    """The answers that have come."""
    sql = "SELECT analyzer, answer FROM glance WHERE id = ANY (%(ids)s) AND answer IS NOT NULL ORDER BY id"
    return rows(conn, Answer, sql, ids=list(ids))


def drop(conn: Connection, ids: Sequence[int]) -> None:
    """Forget what was asked, answered or not."""
    run(conn, "DELETE FROM glance WHERE id = ANY (%(ids)s)", ids=list(ids))


def take(conn: Connection, analyzer: str) -> Glance | None:
    """The next picture for an analyzer; none where nobody waits."""
    found = one(
        conn,
        Glance,
        """
        UPDATE glance SET taken = true
         WHERE id = (SELECT id FROM glance
                      WHERE analyzer = %(analyzer)s AND NOT taken
                        AND asked_at > now() - %(stale)s * interval '1 second'
                      ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, frame, model
        """,
        analyzer=analyzer,
        stale=STALE,
    )
    return found and Glance(found.id, bytes(found.frame), found.model)


def tell(conn: Connection, glance_id: int, answer: Any) -> None:
    """Give the answer, if somebody still waits for it."""
    sql = "UPDATE glance SET answer = %(answer)s::jsonb WHERE id = %(id)s"
    run(conn, sql, id=glance_id, answer=json.dumps(answer))
