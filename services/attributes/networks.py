"""The networks of face-api.js in memory: age and gender, and what a face expresses."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from services.attributes.shards import Numbers
from shared.heads import Head

SIDE = 112  # px of the square that both see
MOODS = ("neutral", "happy", "sad", "angry", "fearful", "disgusted", "surprised")


@dataclass(frozen=True)
class Look:
    """What one face looks like: years, the probability that it is a man's, and that of each mood."""

    age: float
    man: float
    moods: dict[str, float]


@dataclass(frozen=True)
class Networks:
    """Both, for one face at a time; each takes 112 × 112 × 3 numbers, RGB in 0..255."""

    ages: Callable[[Numbers], tuple[float, float]]  # years, and the probability that it is a man's face
    moods: Callable[[Numbers], Numbers]

    def look(self, image: Image.Image, head: Head) -> Look:
        """Look at one face of a picture."""
        pixels = np.asarray(square(image, head), np.float32)
        age, man = self.ages(pixels)
        return Look(age, man, dict(zip(MOODS, map(float, self.moods(pixels)), strict=True)))


def square(image: Image.Image, head: Head) -> Image.Image:
    """The square around the middle of a face whose side is the longer one of its box; black outside."""
    (x, y), half = head.middle, max(head.edges[2:]) / 2
    edges = (x - half, y - half, x + half, y + half)
    return image.transform((SIDE, SIDE), Image.Transform.EXTENT, edges, Image.Resampling.BICUBIC)
