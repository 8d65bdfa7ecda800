"""Makes distinct 12-megapixel JPEGs with metadata, about 3 MB each, without any camera."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

WIDTH, HEIGHT = 4000, 3000


def make(folder: Path, count: int) -> list[Path]:
    """Write `count` JPEGs of different content into `folder` and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    base = _scene()
    return [_write(folder / f"photo-{index:04}.jpg", base, index) for index in range(count)]


def _scene() -> np.ndarray:
    """A smooth coloured scene with grain, which compresses about as a photo does."""
    random = np.random.default_rng(2018)
    coarse = random.integers(0, 255, (12, 16, 3), dtype=np.uint8)
    smooth = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    grain = random.normal(0, 7, (HEIGHT, WIDTH, 1)).astype(np.int16)
    return np.clip(smooth.astype(np.int16) + grain, 0, 255).astype(np.uint8)


def _write(path: Path, base: np.ndarray, index: int) -> Path:
    image = Image.fromarray(np.roll(base, index * 19, axis=1))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Bower", "Bench 12"
    exif.get_ifd(0x8769)[0x9003] = f"2024:01:01 00:{index // 60 % 60:02}:{index % 60:02}"
    image.save(path, quality=85, exif=exif)
    return path
