"""RAW photos through LibRaw: the camera's JPEG where it is large enough, else a quick development."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.decoding.stills import Check, Still
from shared.errors import UnreadableMedia

ENOUGH = 1000  # longest side of an embedded JPEG that serves as the picture
TURNS = {0: 1, 3: 3, 5: 8, 6: 6}  # LibRaw's flip to EXIF's orientation


@dataclass(frozen=True)
class Sensor:
    """Either the embedded `jpeg` or the developed `still`; sizes are those of the sensor's picture."""

    width: int
    height: int
    orientation: int
    jpeg: bytes = b""
    still: Still | None = None


def read(path: Path, longest: int, check: Check) -> Sensor:
    """The picture of a RAW file; raise `UnreadableMedia` where LibRaw cannot read it."""
    import rawpy

    try:
        with rawpy.imread(str(path)) as raw:
            check(raw.sizes.width, raw.sizes.height, path)
            return _embedded(raw, rawpy) or _developed(raw, longest)
    except rawpy.LibRawError as error:
        raise UnreadableMedia(f"LibRaw: {_words(error)}") from error


def _embedded(raw: Any, rawpy: Any) -> Sensor | None:
    try:
        thumb = raw.extract_thumb()
    except rawpy.LibRawError:
        return None
    sizes = raw.sizes
    if thumb.format != rawpy.ThumbFormat.JPEG or _longest(thumb.data) < min(
        ENOUGH, max(sizes.width, sizes.height)
    ):
        return None
    return Sensor(sizes.width, sizes.height, TURNS.get(sizes.flip, 1), jpeg=thumb.data)


def _developed(raw: Any, longest: int) -> Sensor:
    sizes = raw.sizes
    half = max(sizes.width, sizes.height) >= 2 * longest
    pixels = raw.postprocess(half_size=half, use_camera_wb=True, user_flip=0)
    orientation = TURNS.get(sizes.flip, 1)
    still = Still(pixels, sizes.width, sizes.height, orientation=orientation)
    return Sensor(sizes.width, sizes.height, orientation, still=still)


def _longest(jpeg: bytes) -> int:
    import pyvips

    try:
        header = pyvips.Image.new_from_buffer(jpeg, "")
    except pyvips.Error:
        return 0
    return int(max(header.width, header.height))


def _words(error: Exception) -> str:
    first = error.args[0] if error.args else "it cannot be read"
    return (first.decode(errors="replace") if isinstance(first, bytes) else str(first))[:200]
