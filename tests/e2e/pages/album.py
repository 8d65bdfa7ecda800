"""Libraries to look at: scikit-image's freely licensed photos, kept and analysed as if by the services."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import skimage.data
from PIL import Image

from shared.db import analyses, batches, index, leases
from shared.db.connection import Connect
from shared.decoding.decoder import Decoder
from shared.domain import Box, Finding, Job, MediaKind
from shared.keeping import Keeper
from shared.storage import Storage
from tests import samples
from tests.integration.declared import Declared
from tests.integration.web import analysed

SHOTS = (
    "astronaut.png",
    "chelsea.png",
    "coffee.png",
    "rocket.jpg",
    "hubble_deep_field.jpg",
    "motorcycle_left.png",
)
CAMERAS = (("Bower", "Bird 1"), ("Heron", "H5 Mark II"), ("Wren", "Pocket"))


@dataclass(frozen=True)
class Album:
    """A library that is being filled."""

    connect: Connect
    folder: Path

    def keep(self, files: Sequence[tuple[str, bytes]], source: str = "upload") -> list[int]:
        """Keep files of these names and contents and return their numbers."""
        storage = Storage(self.folder / "storage")
        with self.connect() as conn:
            batch = batches.begin(conn, source, "upload")
        with Decoder() as decoder:
            keeper = Keeper(self.connect, storage, decoder, min_free=0)
            return [keeper.receive(io.BytesIO(data), path=name, batch=batch).media_id for name, data in files]

    def plan(self, analyzer: str) -> None:
        """Let an analyzer announce itself, for files of every kind."""
        with self.connect() as conn:
            analyses.register(conn, Declared(analyzer, accepts=frozenset(MediaKind)))

    def fail(self, media_id: int, analyzer: str, reason: str) -> None:
        """Let an analyzer have failed on a file for good."""
        self.plan(analyzer)
        with self.connect() as conn:
            lease = leases.claim(conn, Job(media_id, analyzer, 1), worker="w", seconds=60, attempts=5)
            assert lease
            leases.fail(conn, lease, reason)

    def find(self, media_id: int, analyzer: str, *found: Finding) -> None:
        """Let an analyzer have found these things."""
        self.plan(analyzer)
        analysed(self.connect, media_id, analyzer, found)
        with self.connect() as conn:
            index.refresh(conn, media_id)


def shot(
    name: str, number: int = 0, taken: datetime | None = None, crop: float = 1.0, title: str = ""
) -> bytes:
    """A JPEG of one of scikit-image's photos, as from a camera; `number` makes its content its own."""
    picture = original(name)
    width = int(picture.height * crop) if crop < 1 else picture.width
    picture = picture.crop((0, 0, width, picture.height if crop <= 1 else int(picture.width / crop)))
    tags = samples.exif(
        date=f"{taken or datetime(2024, 5, 17, 16, 40):%Y:%m:%d %H:%M:%S}", gps=number % 3 == 0
    )
    tags[0x010F], tags[0x0110] = CAMERAS[number % 3]
    tags[0x010E] = title or f"number {number}"
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=88, exif=tags.tobytes())
    return written.getvalue()


@cache
def original(name: str) -> Image.Image:
    """One of the photos that come with scikit-image."""
    return Image.open(Path(skimage.data.__file__).parent / name).convert("RGB")


def roll(count: int) -> list[tuple[str, bytes]]:
    """`count` different photos over the last years, newest first, in several shapes."""
    newest = datetime(2024, 9, 21, 17, 30)
    crops = (1.0, 0.75, 1.0, 1.78, 0.67, 1.0)
    return [
        (
            f"Holidays/IMG_{4000 - n}.jpg",
            shot(SHOTS[n % 6], n, newest - timedelta(hours=n * n % 37 + n * 31), crops[(n // 6 + n) % 6]),
        )
        for n in range(count)
    ]


CAT = (
    Finding(label="cat", score=0.94, box=Box(0.18, 0.03, 0.71, 0.95)),
    Finding(label="couch", score=0.41, box=Box(0.0, 0.1, 0.3, 0.6)),
)
COFFEE = (
    Finding(label="cup", score=0.91, box=Box(0.27, 0.06, 0.5, 0.72)),
    Finding(label="spoon", score=0.77, box=Box(0.55, 0.62, 0.3, 0.25)),
    Finding(label="dining table", score=0.52, box=Box(0.0, 0.0, 1.0, 1.0)),
)
PERSON = (Finding(label="person", score=0.97, box=Box(0.03, 0.0, 0.86, 1.0)),)
FACE = (Finding(label="face", score=0.99, box=Box(0.33, 0.13, 0.22, 0.28)),)
BADGE = (
    Finding(text="NASA", score=0.88, box=Box(0.735, 0.55, 0.12, 0.06)),
    Finding(text="COLLINS", score=0.71, box=Box(0.22, 0.71, 0.14, 0.05)),
)
