"""Copies of originals that do not tell where they were made.

Of a picture all metadata is left out but a few that cannot hold a place; a recording is wrapped anew, its
pictures and sounds as they are, without metadata and without the tracks beside them.  What ExifTool still
finds a place in is not given out.
"""

import tempfile
from pathlib import Path

from shared import recordings, sandbox
from shared.errors import UnreadableMedia

SECONDS = 120.0
KEPT = (
    *("Orientation", "ICC_Profile:all", "ColorSpace", "DateTimeOriginal", "CreateDate", "OffsetTime"),
    *("OffsetTimeOriginal", "Make", "Model", "LensModel", "ExposureTime", "FNumber", "ISO", "FocalLength"),
)
TELLING = ("GPS*", "*Location*", "*GeoTag*", "City", "Sub-location", "Country*", "Province-State", "State")
PICTURES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
RECORDINGS = {  # the container that ffmpeg writes
    "video/mp4": ".mp4",
    "video/x-m4v": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "video/x-matroska": ".mkv",
    "audio/mpeg": ".mp3",
    "audio/flac": ".flac",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
}
MUXERS = {".mkv": "matroska"}
_EXIFTOOL = ("exiftool", "-config", "", "-m", "-q", "-q")


def suffix(mime: str) -> str | None:
    """How such a copy of this type is called; None where none can be made."""
    return PICTURES.get(mime) or RECORDINGS.get(mime)


def make(original: Path, mime: str, out: Path) -> None:
    """Write the copy of `original` to `out`, which must not be there and ends in `suffix(mime)`.

    Raises `UnreadableMedia` where that cannot be done, or a place is still found in it; then nothing is
    left at `out`.
    """
    try:
        (_picture if mime in PICTURES else _recording)(original, out)
        _check(out)
    except UnreadableMedia:
        out.unlink(missing_ok=True)
        raise


def _check(out: Path) -> None:
    if not out.is_file() or told(out):
        raise UnreadableMedia("a place may still be told by the copy")


def told(file: Path) -> str:
    """What ExifTool finds of places in a file, also in what is embedded in it; empty for nothing."""
    wanted = [f"-{name}" for name in TELLING]
    found = _exiftool(file, file.suffix, ["-ee3", "-a", "-s", "-G1", "-api", "LargeFileSupport=1", *wanted])
    lines = [line for line in found.decode(errors="replace").splitlines() if "[System]" not in line]
    return "\n".join(lines)


def _picture(original: Path, out: Path) -> None:
    kept = [f"-{name}" for name in KEPT]
    _exiftool(original, out.suffix, ["-o", str(out), "-all=", "-trailer:all=", "-tagsFromFile", "@", *kept])


def _recording(original: Path, out: Path) -> None:
    muxer = MUXERS.get(out.suffix, out.suffix.removeprefix("."))
    plain = ["-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1"]
    tracks = ["-map", "0:V?", "-map", "0:a?", "-c", "copy", *plain, "-fflags", "+bitexact"]
    recordings.read(original, [*tracks, "-f", muxer, f"file:{out}"], timeout=SECONDS)


def _exiftool(file: Path, suffix: str, arguments: list[str]) -> bytes:
    """Run ExifTool on `file`, whose name it never sees; what it is to write it tells by the suffix."""
    with tempfile.TemporaryDirectory(prefix="bowerbird-") as folder:
        link = Path(folder) / f"input{suffix}"
        link.symlink_to(file.absolute())
        return sandbox.run([*_EXIFTOOL, *arguments, str(link)], timeout=SECONDS)
