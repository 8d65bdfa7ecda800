"""Takes the perceptual hashes of a picture, by which its near duplicates are found."""

from collections.abc import Iterator

from PIL import ImageStat

from services.phash.hashes import blocks, frequencies
from shared import frames
from shared.analyzer import Analyzer
from shared.domain import Finding, Likeness, Media, MediaKind

SIDE = 256  # px to which the picture is shrunk first; the hashes look at 32 at most
MARGIN = 0.05  # of each side; a copy that was cropped so far is like the inner part of the whole
FLAT = 3.0  # grey levels of deviation below which a picture is one surface, like every other such


class Likenesses(Analyzer):
    """Yields the hashes of a photo or of a video's poster, and of its inner part; nothing for a flat one."""

    name = "phash"
    version = 1
    accepts = frozenset({MediaKind.IMAGE, MediaKind.VIDEO})
    engine = "opencv"
    model = "dct 64, block means 256"

    def reads_original(self, media: Media) -> bool:
        """The preview will do."""
        return False

    def analyze(self, media: Media) -> Iterator[Finding]:
        """Look at the preview.  Raises `UnreadableMedia` where there is none."""
        image = frames.preview(media, SIDE)
        image.thumbnail((SIDE, SIDE))
        if ImageStat.Stat(image.convert("L")).stddev[0] < FLAT:
            return
        inner = image.crop(_inner(*image.size))
        yield Finding(likeness=Likeness(frequencies(image), blocks(image), frequencies(inner), blocks(inner)))


def _inner(width: int, height: int) -> tuple[int, int, int, int]:
    across, down = round(width * MARGIN), round(height * MARGIN)
    return across, down, width - across, height - down
