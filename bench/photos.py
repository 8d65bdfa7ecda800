"""Makes distinct 12-megapixel JPEGs with metadata, about 3 MB each, without any camera."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import skimage.data
from PIL import Image

from tests import samples
from tests.conftest import CORPUS

WIDTH, HEIGHT = 4000, 3000
SHOTS = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg", "page.png", "motorcycle_left.png")


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


def scenes(folder: Path, count: int, step: int = 1) -> list[Path]:
    """Write `count` different photos of things, people and pages; every `step` shows another one."""
    folder.mkdir(parents=True, exist_ok=True)
    shots = [Image.open(Path(skimage.data.__file__).parent / name).convert("RGB") for name in SHOTS]
    return [_scene_file(folder, shots[index * step % len(shots)], index) for index in range(count)]


def _scene_file(folder: Path, shot: Image.Image, index: int) -> Path:
    path = folder / f"scene-{index:03}.jpg"
    width = 1600 + 8 * index  # another size makes it another file
    shot.resize((width, width * shot.height // shot.width), Image.Resampling.LANCZOS).save(path, quality=88)
    return path


def films(folder: Path, count: int) -> list[Path]:
    """Write `count` different films of eight seconds with sound, which no browser plays as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    coded = ("-c:v", "mpeg4", "-q:v", "4", "-c:a", "mp2")
    return [
        samples.video(folder / f"film-{index}.avi", seconds=8.0 + index / 5, size="1280x720", more=coded)
        for index in range(count)
    ]


def talks(folder: Path) -> list[Path]:
    """Copy the recordings of speech that lie beside the repository, where there are any."""
    folder.mkdir(parents=True, exist_ok=True)
    speech = CORPUS / "data" / "speech"
    found = [*sorted(speech.glob("harvard/*.wav")), *sorted(speech.glob("ljspeech/*.mp3"))]
    return [Path(shutil.copy(file, folder)) for file in found]
