"""Tells scans and screenshots of documents from photos of the world."""

import numpy as np
from PIL.Image import Image

PAPER = 0.5  # share of the picture within `SHADE` of one brightness; scans have 0.54 and more, photos less
SHADE = 12  # of 255


def is_page(image: Image) -> bool:
    """Whether one shade, the paper, covers at least half of the picture."""
    small = image.convert("L")
    small.thumbnail((400, 400))
    counts = np.bincount(np.asarray(small).ravel(), minlength=256)
    window = np.convolve(counts, np.ones(2 * SHADE + 1))
    return bool(window.max() >= PAPER * counts.sum())
