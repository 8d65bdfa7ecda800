"""What templates may call: how values look, what analyzers and states are called, addresses of pictures."""

from flask import Blueprint

from services.web.pages import addresses, curves, looks, shapes, times, why
from services.web.words import _
from shared.db.details import Analysis, File
from shared.db.media import Tile

NAMES = {
    "detect": "Objects",
    "faces": "Faces",
    "ocr": "Text in pictures",
    "speech": "Speech",
    "preview": "Video preview",
    "phash": "Near duplicates",
    "classify": "What pictures show",
    "place": "Places",
    "colour": "Colours",
    "attributes": "Age, gender and mood of faces",
    "nsfw": "Undressed people",
    "mesh": "Face meshes and irises",
    "pose": "Bodies, hands and gestures",
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
    for name in ("clock", "span", "brief", "day", "date"):
        bp.add_app_template_filter(getattr(times, name), name)
    for name in ("size", "number", "format_name", "percent"):
        bp.add_app_template_filter(getattr(looks, name), name)
    bp.add_app_template_filter(curves.line, "curve_line")
    bp.add_app_template_filter(curves.area, "curve_area")
    for mark in (
        shape_of,
        selecting,
        addresses.thumbnail,
        addresses.preview,
        addresses.original,
        addresses.playback,
        addresses.large,
        addresses.chip,
        coordinates,
        analyzer_name,
        condition,
        taken_from,
        act,
        why.apart,
    ):
        bp.add_app_template_filter(mark)


def selecting(name: str) -> str:
    """What the box of a file, a day or a month does; a page has hundreds of them."""
    return _("Select %(name)s") % {"name": name}


def shape_of(tile: Tile) -> str:
    """The class of a tile's shape."""
    return shapes.shape(tile.width, tile.height)


def coordinates(point: tuple[float, float]) -> str:
    """Latitude and longitude, as people write them."""
    return looks.coordinates(*point)


def analyzer_name(name: str) -> str:
    """What people call the work of an analyzer."""
    return NAMES.get(name, name.capitalize())


def act(kind: str) -> str:
    """What people call something that is done to many files."""
    return {
        "favourite": _("marking favourites"),
        "rating": _("giving stars"),
        "tag": _("changing tags"),
        "comment": _("writing comments"),
        "date": _("changing dates"),
        "place": _("changing places"),
        "again": _("having files looked at again"),
        "trash": _("moving files to the trash"),
        "restore": _("taking files out of the trash"),
    }.get(kind, kind)


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
