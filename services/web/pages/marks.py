"""What templates may call: how values look, and the addresses of pictures."""

from flask import Blueprint, url_for

from services.web.pages import curves, looks
from shared.db.details import Analysis, File, Found
from shared.db.media import Stored, Tile
from shared.db.resemblance import Face
from shared.db.unreadable import Unreadable

NAMES = {
    "detect": "Objects",
    "faces": "Faces",
    "ocr": "Text in pictures",
    "speech": "Speech",
    "preview": "Video preview",
    "phash": "Near duplicates",
}
ORIGINS = {
    "exif": "Time of capture from the picture's EXIF",
    "exiftool": "Time of capture from the file, read by ExifTool",
    "container": "Time of capture from the recording",
    "file name": "A guess from the file's name",
    "file date": "A guess from the file's date",
    "person": "Set by a person",
}


def add_to(bp: Blueprint) -> None:
    """Make the filters known to the templates."""
    for name in ("clock", "span", "brief", "size", "number", "day", "date", "format_name", "percent"):
        bp.add_app_template_filter(getattr(looks, name), name)
    bp.add_app_template_filter(curves.line, "curve_line")
    bp.add_app_template_filter(curves.area, "curve_area")
    for mark in (
        shape_of,
        thumbnail,
        preview,
        original,
        playback,
        large,
        chip,
        coordinates,
        analyzer_name,
        condition,
        taken_from,
    ):
        bp.add_app_template_filter(mark)


def shape_of(tile: Tile) -> str:
    """The class of a tile's shape."""
    return looks.shape(tile.width, tile.height)


def thumbnail(tile: Tile | Unreadable | File) -> str:
    """Address of a file's thumbnail."""
    return url_for("contents.thumbnail", media_id=tile.id, v=tile.version)


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


def coordinates(point: tuple[float, float]) -> str:
    """Latitude and longitude, as people write them."""
    return looks.coordinates(*point)


def analyzer_name(name: str) -> str:
    """What people call the work of an analyzer."""
    return NAMES.get(name, name.capitalize())


def condition(work: Analysis) -> str:
    """The state of an analysis as a person sees it: a queued one may be blocked or paused."""
    if work.state != "queued":
        return work.state
    if work.waits_for:
        return "blocked"
    return "paused" if work.paused else "waiting"


def taken_from(file: File) -> str:
    """Who says when the picture was taken."""
    return ORIGINS.get(file.taken_from, file.taken_from)
