"""What is shown of a picture: a preview file, a thumbnail, an average colour, all upright."""

import os
from dataclasses import dataclass
from pathlib import Path

import pyvips

from shared.decoding.fidelity import saved_like
from shared.decoding.sources import Picture

PREVIEW = 1440
THUMBNAIL = 256


@dataclass(frozen=True)
class Renditions:
    """WebP thumbnail, `#rrggbb`, and the upright size of the original."""

    thumbnail: bytes
    colour: str
    width: int
    height: int


def make(picture: Picture, orientation: int, preview: Path, jpeg: Path | None = None) -> Renditions:
    """Write the preview of a picture, opened from the file `jpeg` where that is one; return the rest."""
    orientation = picture.orientation or orientation
    shown = upright(picture.image, orientation)
    small_enough = (picture.width, picture.height) == (picture.image.width, picture.image.height)
    content = saved_like(shown, jpeg) if jpeg and small_enough else None
    write(shown, preview, quality=82, content=content)
    small = shown.thumbnail_image(THUMBNAIL, height=THUMBNAIL, size="down", no_rotate=True).copy_memory()
    turned = orientation in {5, 6, 7, 8}
    size = (picture.height, picture.width) if turned else (picture.width, picture.height)
    return Renditions(small.webpsave_buffer(Q=80, keep="none"), _average(small), *size)


def upright(image: pyvips.Image, orientation: int) -> pyvips.Image:
    """`image` turned and mirrored as its EXIF orientation asks."""
    if orientation in {5, 6, 7}:
        image = image.rot90()
    if orientation == 8:
        image = image.rot270()
    if orientation == 3:
        image = image.rot180()
    if orientation in {2, 5}:
        image = image.fliphor()
    return image.flipver() if orientation in {4, 7} else image


def write(image: pyvips.Image, out: Path, quality: int, content: bytes | None = None) -> None:
    """Write a JPEG, or a PNG where `out` ends so, without metadata; whole or not at all, and durable.

    `content` is the file where it is made already.
    """
    if content is None:
        content = _encoded(image, quality, png=out.suffix == ".png")
    partial = out.with_name(f".{out.name}.{os.getpid()}")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(out)


def _encoded(image: pyvips.Image, quality: int, *, png: bool) -> bytes:
    content: bytes = (
        image.pngsave_buffer(compression=1, keep="none")
        if png
        else image.jpegsave_buffer(Q=quality, keep="none")
    )
    return content


def brightness(image: pyvips.Image) -> float:
    """Mean brightness, 0..255."""
    return float(image.colourspace("b-w").avg())


def _average(image: pyvips.Image) -> str:
    return "#" + "".join(f"{round(image[band].avg()):02x}" for band in range(3))
