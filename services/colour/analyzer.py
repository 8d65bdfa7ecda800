"""Tells the chief colours of a picture, by name and as a palette."""

from collections.abc import Iterator

import numpy as np

from services.colour.palette import SIDE, palette, pixels
from services.colour.terms import NEUTRAL, TERMS, UNCLEAR, named
from shared import frames
from shared.analyzer import Analyzer
from shared.domain import Finding, Media, MediaKind

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
        lab = pixels(frames.preview(media, 2 * SIDE))
        yield Finding(palette=palette(lab))
        numbers = named(lab)
        for number, count in zip(*np.unique(numbers, return_counts=True), strict=True):
            share = float(count) / len(numbers)
            if number != UNCLEAR and share >= (LEAST_NEUTRAL if TERMS[number] in NEUTRAL else LEAST):
                yield Finding(label=TERMS[number], score=share)
