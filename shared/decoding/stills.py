"""Pictures that libvips cannot read here: HEIC through pillow-heif, BMP through Pillow."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.errors import UnreadableMedia

Check = Callable[[int, int, Path], None]
BROKEN = (ValueError, RuntimeError, OSError, EOFError, SyntaxError, LookupError, TypeError, ArithmeticError)


@dataclass(frozen=True)
class Still:
    """Decoded pixels, height × width × bands; `orientation` as in `Picture`."""

    pixels: NDArray[np.uint8]
    width: int
    height: int
    profile: bytes | None = None
    truncated: bool = False
    orientation: int | None = None


def heif(path: Path, check: Check) -> Still:
    """The primary picture of a HEIC file, upright as the file says."""
    import pillow_heif

    try:
        opened: Any = pillow_heif.open_heif(path, convert_hdr_to_8bit=True)
        width, height = opened.size
        check(width, height, path)
        pixels = np.asarray(opened)
    except BROKEN as error:
        raise UnreadableMedia(f"libheif: {error}"[:200]) from error
    profile = opened.info.get("icc_profile") or None
    return Still(pixels, width, height, profile, orientation=1)


def bmp(path: Path, check: Check) -> Still:
    """A Windows bitmap; where its end is missing, what there is of it."""
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = True
    Image.MAX_IMAGE_PIXELS = None  # `check` knows better
    try:
        with Image.open(path, formats=["BMP"]) as opened:
            check(*opened.size, path)
            pixels = np.asarray(opened.convert("RGBA" if "A" in opened.mode else "RGB"))
    except BROKEN as error:
        raise UnreadableMedia(f"the bitmap cannot be read: {error}"[:200]) from error
    short = path.stat().st_size < opened.width * opened.height // 8 and "compression" not in opened.info
    return Still(pixels, opened.width, opened.height, truncated=short, orientation=1)
