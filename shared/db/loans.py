"""What a worker on another machine may fetch: the file of an analysis that it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.db.connection import Connection, one, value


@dataclass(frozen=True)
class Loan:
    """The file of a running analysis; its hash in hex."""

    analyzer: str
    media_id: int
    size: int
    sha512: str


def held(conn: Connection, lease: UUID, analyzers: Sequence[str]) -> Loan | None:
    """The file of the analysis under this lease; None where it ended or is of no analyzer of these."""
    return one(
        conn,
        Loan,
        """
        SELECT analysis.analyzer, media.id AS media_id, media.size, encode(media.sha512, 'hex') AS sha512
          FROM analysis JOIN media ON media.id = analysis.media_id
         WHERE analysis.state = 'running' AND analysis.lease_until > now()
           AND analysis.lease = %(lease)s AND analysis.analyzer = ANY (%(analyzers)s)
        """,
        lease=lease,
        analyzers=list(analyzers),
    )


def issued(conn: Connection, name: str) -> datetime | None:
    """When the secrets of the credential `name` were made; None where it is unknown or was revoked."""
    found: datetime | None = value(
        conn, "SELECT created_at FROM worker_credential WHERE name = %(name)s", name=name
    )
    return found
