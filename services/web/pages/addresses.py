"""The addresses of pictures and files, for templates."""

from flask import url_for

from shared.db.details import File, Found
from shared.db.media import Stored, Tile
from shared.db.resemblance import Face
from shared.db.unreadable import Unreadable


def thumbnail(tile: Tile | Unreadable | File) -> str:
    """Address of a file's thumbnail; a page has a hundred, and its parameter needs no quoting."""
    return f"{url_for('contents.thumbnail', media_id=tile.id)}?v={tile.version}"


def preview(file: File) -> str:
    """Address of the large picture, of a video its poster."""
    return url_for("contents.preview", media_id=file.id, v=file.version)


def large(stored: Stored) -> str:
    """Address of the large picture of a neighbour, to be fetched ahead; empty where it has none."""
    version = stored.sha512[:12]
    return url_for("contents.preview", media_id=stored.id, v=version) if stored.has_preview else ""


def original(file: File) -> str:
    """Address of the original."""
    return url_for("contents.original", media_id=file.id)


def playback(file: File) -> str:
    """Address of what a browser can play of a recording."""
    return url_for("contents.video", media_id=file.id)


def chip(found: Found | Face) -> str:
    """Address of a face's crop."""
    return url_for("contents.chip", finding_id=found.id)
