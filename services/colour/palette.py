"""The chief colours of a picture, by k-means in CIE L*a*b*."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image, Resampling

SIDE = 64  # px of the square that stands for the picture
MOST = 16  # colours
_ALIKE = 8.0  # distance in L*a*b* below which two colours are one; about what the eye takes for the same
_LEAST = 0.005  # share of the picture
_STOP = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)

Numbers = NDArray[np.float32]


def pixels(image: Image) -> Numbers:
    """The colours of a picture as rows of L*, a*, b*, each standing for as much of it."""
    small = image.convert("RGB").resize((SIDE, SIDE), Resampling.BOX)
    scaled = np.asarray(small, np.float32) / 255
    return cv2.cvtColor(scaled, cv2.COLOR_RGB2LAB).reshape(-1, 3).astype(np.float32)


def palette(lab: Numbers) -> tuple[str, ...]:
    """Up to 16 colours as `#rrggbb`, those of the largest share first."""
    cv2.setRNGSeed(1)
    many = min(MOST, len(np.unique(lab.round(1), axis=0)))
    _, belongs, centres = cv2.kmeans(lab, many, np.empty((0, 1), np.int32), _STOP, 1, cv2.KMEANS_PP_CENTERS)
    shares = np.bincount(belongs.ravel(), minlength=many) / len(lab)
    kept: list[Numbers] = []
    for place in np.argsort(-shares, kind="stable"):
        apart = all(float(np.linalg.norm(centres[place] - other)) >= _ALIKE for other in kept)
        if apart and shares[place] >= _LEAST:
            kept.append(centres[place])
    return tuple(_written(colour) for colour in kept)


def _written(lab: Numbers) -> str:
    rgb = cv2.cvtColor(lab.reshape(1, 1, 3).astype(np.float32), cv2.COLOR_LAB2RGB).ravel()
    red, green, blue = (round(float(part) * 255) for part in rgb.clip(0, 1))
    return f"#{red:02x}{green:02x}{blue:02x}"
