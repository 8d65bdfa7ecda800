"""Tells the chief colours of a picture, by name and as a palette."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from services.colour.palette import SIDE, palette, pixels
from services.colour.terms import NEUTRAL, TERMS, UNCLEAR, named
from shared.analyzer import Analyzer
from shared.domain import Finding, Media, MediaKind
from shared.errors import UnreadableMedia

LEAST = 0.15  # share of a picture of which people say that it is of this colour
LEAST_NEUTRAL = 0.5  # black, grey and white are in every picture


class Colours(Analyzer):
    """Yields the palette of a photo or a video's poster, and the colours that it is full of, if any."""

    name = "colour"
    version = 1
    accepts = frozenset({MediaKind.IMAGE, MediaKind.VIDEO})
    engine = "opencv"
    model = "12 terms and 16 means in L*a*b*"

    def reads_original(self, media: Media) -> bool:
        """The preview will do."""
        return False

    def analyze(self, media: Media) -> Iterator[Finding]:
        """Look at the preview.  Raises `UnreadableMedia` where there is none."""
        if media.preview is None:
            raise UnreadableMedia("no picture could be made of this file")
        with Image.open(media.preview) as file:
            file.draft("RGB", (2 * SIDE, 2 * SIDE))
            lab = pixels(file)
        yield Finding(palette=palette(lab))
        numbers = named(lab)
        for number, count in zip(*np.unique(numbers, return_counts=True), strict=True):
            share = float(count) / len(numbers)
            if number != UNCLEAR and share >= (LEAST_NEUTRAL if TERMS[number] in NEUTRAL else LEAST):
                yield Finding(label=TERMS[number], score=share)
