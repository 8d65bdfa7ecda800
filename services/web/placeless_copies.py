"""Copies of originals without their place, made when first asked for and kept beside the previews."""

from pathlib import Path
from threading import BoundedSemaphore
from uuid import uuid4

from werkzeug.exceptions import ServiceUnavailable

from services.web.context import storage
from services.web.sending import original_file
from shared import derived, placeless
from shared.db.media import Stored
from shared.errors import UnreadableMedia

AT_ONCE = 2
PATIENCE = 60.0  # seconds that a visitor waits for a turn
RETRY_AFTER = 10
_turns = BoundedSemaphore(AT_ONCE)


def copy(found: Stored) -> Path | None:
    """The copy of a file; None where none can be made that surely tells no place."""
    suffix = placeless.suffix(found.mime)
    if suffix is None:
        return None
    place = storage().derived(found.sha512, f"placeless{suffix}")
    if place.is_file():
        return place
    if not _turns.acquire(timeout=PATIENCE):
        raise ServiceUnavailable("too many copies are being made", retry_after=RETRY_AFTER)
    try:
        return place if place.is_file() or _made(found, place) else None
    finally:
        _turns.release()


def _made(found: Stored, place: Path) -> bool:
    storage().staging.mkdir(parents=True, exist_ok=True)
    draft = storage().staging / f"{uuid4().hex}{place.suffix}"
    try:
        placeless.make(original_file(found.path), found.mime, draft)
    except UnreadableMedia:
        return False
    derived.keep(draft, place)
    return True
