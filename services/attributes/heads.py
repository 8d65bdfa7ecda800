"""Where the faces are that are to be described: the boxes that the analyzer of faces finds with YuNet."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.domain import Box

Picture = NDArray[np.uint8]  # height × width × 3, RGB

SEEN = 800  # px of the long side; this, and the overlap, as in services/faces/detector.py
OVERLAP, MOST = 0.3, 5000


@dataclass(frozen=True)
class Head:
    """One face: its edges in px of the picture, and a score in 0..1."""

    left: float
    top: float
    right: float
    bottom: float
    score: float

    @property
    def side(self) -> float:
        """The longer side in px."""
        return max(self.right - self.left, self.bottom - self.top)

    def box(self, width: int, height: int) -> Box:
        """The face in fractions of the picture, cut to it."""
        left, right = (min(max(edge / width, 0.0), 1.0) for edge in (self.left, self.right))
        top, bottom = (min(max(edge / height, 0.0), 1.0) for edge in (self.top, self.bottom))
        return Box(left, top, right - left, bottom - top)


class Heads:
    """YuNet in memory."""

    def __init__(self, weights: Path, threshold: float) -> None:
        self._model = cv2.FaceDetectorYN.create(str(weights), "", (320, 320), threshold, OVERLAP, MOST)

    def find(self, picture: Picture) -> list[Head]:
        """Every face in the picture."""
        height, width = picture.shape[:2]
        scale = min(SEEN / max(height, width), 1.0)
        size = max(round(width * scale), 1), max(round(height * scale), 1)
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if scale < 1 else picture
        self._model.setInputSize(size)
        _, faces = self._model.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
        found = [] if faces is None else [face for face in faces if _within(face, size)]
        return [_head(face / scale, float(face[14])) for face in found]


def _within(face: NDArray[Any], size: tuple[int, int]) -> bool:
    """Whether a face is near the picture, as in services/faces/detector.py."""
    near = np.abs(face[:4]) <= 2 * np.array([*size, *size])
    return bool(np.isfinite(face).all() and near.all())


def _head(face: NDArray[np.float32], score: float) -> Head:
    left, top, width, height = (float(edge) for edge in face[:4])
    return Head(left, top, left + width, top + height, score)
