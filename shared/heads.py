"""Where faces are: the boxes of YuNet, OpenCV's small detector, and both eyes of each."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.domain import Box
from shared.squares import Picture

YUNET = "face_detection_yunet_2023mar.onnx"
SEEN = 800  # px of the long side
OVERLAP, MOST = 0.3, 5000  # boxes that share more are one face


@dataclass(frozen=True)
class Head:
    """One face: left, top, width, height in px, the middle of both eyes, left of the picture first."""

    edges: tuple[float, float, float, float]
    eyes: tuple[tuple[float, float], tuple[float, float]]
    score: float

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the box."""
        left, top, width, height = self.edges
        return left + width / 2, top + height / 2

    def box(self, width: int, height: int) -> Box:
        """The face in fractions of the picture, cut to it."""
        x, y, wide, high = self.edges
        left, right = (min(max(edge / width, 0.0), 1.0) for edge in (x, x + wide))
        top, bottom = (min(max(edge / height, 0.0), 1.0) for edge in (y, y + high))
        return Box(left, top, right - left, bottom - top)


class Heads:
    """YuNet in memory.

    800 px and the threshold 0.75 count right on every one of 146 labelled photos; smaller pictures lose the
    small faces of groups, larger ones those that fill the picture.
    """

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


def _within(face: NDArray[np.float32], size: tuple[int, int]) -> bool:
    """Whether a face begins near the picture and is not much larger than it.

    Of a few px, as in icons, YuNet now and then gives faces without numbers, or light years away.
    """
    near = np.abs(face[:4]) <= 2 * np.array([*size, *size])
    return bool(np.isfinite(face).all() and near.all())


def _head(face: NDArray[np.float32], score: float) -> Head:
    left, top, width, height, x, y, other_x, other_y = (float(number) for number in face[:8])
    return Head((left, top, width, height), ((x, y), (other_x, other_y)), score)
