"""Opens a picture of any format as a libvips image, shrunk while loading where the format can."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyvips

from shared.decoding import colour, sensors, stills
from shared.errors import DecoderStopped, UnreadableMedia

LARGEST = 1_000_000_000  # pixels of a picture that is opened at all
SUSPICIOUS = 100_000_000  # pixels from which on the file must be large, too
RATIO = 200  # pixels per byte that no photo reaches

pyvips.operation_block_set("VipsForeignLoad", True)
for loader in ("Jpeg", "Png", "Gif", "Nsgif", "Webp", "Tiff", "Heif"):
    pyvips.operation_block_set(f"VipsForeignLoad{loader}", False)
pyvips.cache_set_max(0)


@dataclass(frozen=True)
class Picture:
    """An image of at most the asked size, 8-bit sRGB without alpha, and the size of its original.

    `orientation` is the EXIF one that is still to be applied, None where only the metadata knows.
    """

    image: pyvips.Image
    width: int
    height: int
    truncated: bool = False
    orientation: int | None = None


def open_picture(path: Path, family: str, longest: int) -> Picture:
    """Decode the picture at `path`; raise `UnreadableMedia` with the reason."""
    try:
        return OPENERS.get(family, _shrunk)(path, longest)
    except pyvips.Error as error:
        raise _explained(error) from error


def within(width: int, height: int, path: Path) -> None:
    """Raise `UnreadableMedia` for more pixels than are opened, or for a decompression bomb."""
    pixels = width * height
    if pixels > LARGEST:
        raise UnreadableMedia(f"{pixels / 1e6:,.0f} megapixels are more than the limit of 1,000")
    if pixels > SUSPICIOUS and pixels > RATIO * path.stat().st_size:
        raise UnreadableMedia(f"{pixels / 1e6:,.0f} megapixels in so small a file: a decompression bomb")


def from_png(content: bytes, longest: int) -> pyvips.Image:
    """A picture that a tool of ours made, as an image in memory."""
    return colour.plain(pyvips.Image.thumbnail_buffer(content, longest, height=longest, size="down"))


def _shrunk(path: Path, longest: int) -> Picture:
    """By libvips from the file; where its end is missing, what there is of it."""
    header = pyvips.Image.new_from_file(str(path), access="sequential", fail_on="none")
    size = (
        header.width,
        header.get("page-height") if "page-height" in header.get_fields() else header.height,
    )
    within(*size, path)
    options = {"height": longest, "size": "down", "no_rotate": True} | _profiled(header)
    try:
        image, truncated = _thumbnail(path, longest, options | {"fail_on": "truncated"}), False
    except pyvips.Error:
        image, truncated = _thumbnail(path, longest, options | {"fail_on": "none"}), True
    return Picture(image, *size, truncated=truncated)


def _thumbnail(path: Path, longest: int, options: dict[str, Any]) -> pyvips.Image:
    return colour.plain(pyvips.Image.thumbnail(str(path), longest, **options))


def _profiled(header: pyvips.Image) -> dict[str, Any]:
    return {"output_profile": "srgb"} if colour.needs_vips(header) else {}


def _decoded(still: stills.Still, longest: int) -> Picture:
    image = pyvips.Image.new_from_array(still.pixels)
    image = image.copy(interpretation="srgb" if image.bands > 2 else "b-w")
    if still.profile:
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", still.profile)
    shrunk = image.thumbnail_image(longest, height=longest, size="down", no_rotate=True, **_profiled(image))
    return Picture(colour.plain(shrunk), still.width, still.height, still.truncated, still.orientation)


def _heif(path: Path, longest: int) -> Picture:
    return _decoded(stills.heif(path, within), longest)


def _avif(path: Path, longest: int) -> Picture:
    """By libvips, which turns it as the file says: nothing is left to do."""
    picture = _shrunk(path, longest)
    return Picture(picture.image, picture.width, picture.height, picture.truncated, orientation=1)


def _bmp(path: Path, longest: int) -> Picture:
    return _decoded(stills.bmp(path, within), longest)


def _raw(path: Path, longest: int) -> Picture:
    """The camera's own JPEG inside the RAW file, else the developed sensor data."""
    sensor = sensors.read(path, longest, within)
    if sensor.still:
        return _decoded(sensor.still, longest)
    image = pyvips.Image.thumbnail_buffer(sensor.jpeg, longest, height=longest, size="down", no_rotate=True)
    return Picture(colour.plain(image), sensor.width, sensor.height, orientation=sensor.orientation)


OPENERS: dict[str, Callable[[Path, int], Picture]] = {"heif": _heif, "avif": _avif, "bmp": _bmp, "raw": _raw}


def _explained(error: pyvips.Error) -> UnreadableMedia:
    """The last thing that libvips said, without file names and without remarks on unknown tags."""
    lines = [line for line in str(error.detail).splitlines() if line.strip() and "custom" not in line]
    if any("memory" in line.lower() for line in lines):
        return DecoderStopped("the decoder ran out of its memory")
    reason = re.sub(r'"?/[^\s"]*/input"?', "it", lines[-1].strip()) if lines else "its data is broken"
    return UnreadableMedia(f"The picture cannot be decoded: {reason}"[:200])
