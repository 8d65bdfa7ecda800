"""When a file was taken where its content does not say: its name, else its date, both marked as guesses."""

from datetime import UTC, datetime

from shared.decoding import moments
from shared.domain import CaptureTime


def taken(told: CaptureTime | None, name: str, modified: datetime | None) -> CaptureTime:
    """Return what the content told, else the best guess; there is always one."""
    arrival = datetime.now(UTC)
    return (
        told
        or moments.guess(name, (modified or arrival).timestamp())
        or CaptureTime(arrival.replace(tzinfo=None, microsecond=0), 0, "file date")
    )


def moment(timestamp: float) -> datetime | None:
    """A file's time stamp as a moment, None where it is outside of the calendar."""
    try:
        return datetime.fromtimestamp(timestamp, UTC)
    except (OverflowError, ValueError, OSError):
        return None
