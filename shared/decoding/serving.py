"""The limited child of a `Decoder`: describes files and makes their pictures, one request at a time.

Every tool is shown the file through the link `input` in the child's own folder, so that no name that a
user chose reaches a command line or libvips' option syntax.
"""

import base64
import os
from pathlib import Path
from typing import Any

from shared.decoding import captions, containers, exif, exiftool, renditions, sources
from shared.decoding.facts import Facts
from shared.domain import MediaKind
from shared.errors import DecoderStopped, UnreadableMedia
from shared.sandbox import serve

BLACK = 12.0  # mean brightness of a frame that shows nothing
MOMENTS = (0.1, 0.3, 0.6)  # shares of the duration at which a poster is looked for
XMP_POSITION = b"exif:GPSLatitude"
XMP_REGIONS = (b"mwg-rs:RegionList", b"MPRI:Regions")  # they are read once the file is in the library
XMP_WORDS = (b"dc:subject", b"xmp:Rating", b"digiKam:TagsList", b"lr:hierarchicalSubject")
CIFF = b"HEAPJPGM"  # Canon's metadata of the last century, in a JPEG
Answer = dict[str, Any]


class Handler:
    """Answers the requests; keeps ExifTool open between them."""

    def __init__(self) -> None:
        self._exiftool = exiftool.ExifTool()
        self._actions = {
            "picture": self._describe_picture,
            "recording": self._describe_recording,
            "show": _show,
            "poster": _poster,
            "render": self._render,
        }

    def __call__(self, request: Answer) -> Answer:
        """Do what `request["do"]` says with the file at `request["path"]`."""
        link = Path.cwd() / "input"
        link.unlink(missing_ok=True)
        link.symlink_to(request["path"])
        return self._actions[request["do"]](link, request)

    def _describe_picture(self, link: Path, request: Answer) -> Answer:
        return self._facts(link, request["family"]).plain()

    def _facts(self, link: Path, family: str) -> Facts:
        """What exifread finds; where that lacks the moment, or a position that XMP has, ExifTool's too."""
        facts = exif.read(link)
        if facts.taken is None or (facts.position is None and _says(link, XMP_POSITION)):
            facts = facts.over(self._exiftool_facts(link))
        begin = _begin(link, captions.BEGIN)
        told = captions.descriptions(begin, facts)
        tags = _xmp(begin) | ({"descriptions": told} if told else {})
        return facts.over(Facts(taken=exif.second_best(facts), orientation=1, tags=tags))

    def _exiftool_facts(self, link: Path) -> Facts:
        try:
            facts = self._exiftool.read(link)
            rich = facts.taken is None and (facts.make or _says(link, CIFF))
            return self._exiftool.read(link, thorough=True) if rich else facts
        except DecoderStopped:
            return Facts()

    def _describe_recording(self, link: Path, request: Answer) -> Answer:
        probed = containers.probe(link)
        kind = containers.kind(probed)
        facts = containers.facts(probed)
        if facts.taken is None and kind is MediaKind.VIDEO:
            facts = facts.over(self._exiftool_facts(link))
        return {"kind": kind, "facts": facts.plain()}

    def _render(self, link: Path, request: Answer) -> Answer:
        orientation = self._facts(link, request["family"]).orientation or 1
        picture = sources.open_picture(link, request["family"], request["longest"])
        shown = renditions.upright(picture.image, picture.orientation or orientation)
        renditions.write(shown, Path(request["out"]), quality=92)
        return {}


def _xmp(begin: bytes) -> Answer:
    """What the XMP in a picture is worth to be read for."""
    regions = {"regions": "named"} if any(word in begin for word in XMP_REGIONS) else {}
    words = {"words": "given"} if any(word in begin for word in XMP_WORDS) else {}
    return {"xmp": regions | words} if regions or words else {}


def _show(link: Path, request: Answer) -> Answer:
    picture = sources.open_picture(link, request["family"], renditions.PREVIEW)
    jpeg = link if request["family"] == "jpeg" else None
    return _made(picture, request["orientation"], Path(request["preview"]), jpeg)


def _poster(link: Path, request: Answer) -> Answer:
    """The first frame that is not black, else the brightest of those tried."""
    reasons: list[str] = []
    best, most = None, -1.0
    for at in _moments(request["duration"]):
        image = _frame(link, at, reasons)
        bright = renditions.brightness(image) if image else -1.0
        if bright > most:
            best, most = image, bright
        if most > BLACK:
            break
    if best is None:
        raise UnreadableMedia(f"No frame of the video can be decoded: {reasons[-1]}")
    return _made(sources.Picture(best, best.width, best.height), 1, Path(request["preview"]))


def _moments(duration: float | None) -> list[float | None]:
    return [*(share * duration for share in MOMENTS if duration), None]


def _frame(link: Path, at: float | None, reasons: list[str]) -> Any:
    try:
        return sources.from_png(containers.frame(link, at, renditions.PREVIEW), renditions.PREVIEW)
    except UnreadableMedia as error:
        reasons.append(str(error))
        return None


def _made(picture: sources.Picture, orientation: int, preview: Path, jpeg: Path | None = None) -> Answer:
    made = renditions.make(picture, orientation, preview, jpeg)
    thumbnail = base64.b64encode(made.thumbnail).decode()
    return {
        "thumbnail": thumbnail,
        "colour": made.colour,
        "width": made.width,
        "height": made.height,
        "truncated": picture.truncated,
    }


def _says(link: Path, words: bytes, within: int = 1 << 17) -> bool:
    return words in _begin(link, within)


def _begin(link: Path, within: int) -> bytes:
    with link.open("rb") as file:
        return file.read(within)


if __name__ == "__main__":
    os.umask(0o027)
    serve(Handler())
