"""Signs addresses by which a worker on another machine fetches one file for a few minutes."""

import hmac
from dataclasses import dataclass
from datetime import datetime

SECONDS = 300  # that an address is good for, at most


@dataclass(frozen=True)
class Ticket:
    """The right of a credential to one part of one file until a moment in Unix time.

    `issued` is when the credential's secrets were made: new secrets void old tickets.
    """

    media_id: int
    part: str
    holder: str
    issued: datetime
    until: int


def sign(key: str, ticket: Ticket) -> str:
    """HMAC-SHA-256 of a ticket, in hex."""
    stated = (ticket.media_id, ticket.part, ticket.holder, ticket.issued.timestamp(), ticket.until)
    return hmac.digest(key.encode(), f"bowerbird media {stated!r}".encode(), "sha256").hex()


def good(key: str, ticket: Ticket, signature: str, now: float) -> bool:
    """Tell whether we signed this ticket and it has not ended."""
    signed = hmac.compare_digest(sign(key, ticket).encode(), signature.encode())
    return signed and now <= ticket.until <= now + SECONDS
