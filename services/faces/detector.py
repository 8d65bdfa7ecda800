"""Where faces are: YuNet, or the HOG detector of dlib where YuNet's weights are not there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2
import dlib
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]  # height × width × 3, RGB

OVERLAP = 0.3  # boxes that share more than this are one face
MOST = 5000


@dataclass(frozen=True)
class Located:
    """One face: its edges in px of the picture, and a score in 0..1."""

    left: float
    top: float
    right: float
    bottom: float
    score: float
    rectangle: dlib.rectangle  # the square that dlib's landmarks were trained with


class Detector(Protocol):
    """Weights in memory."""

    title: str

    def locate(self, picture: Picture) -> list[Located]:
        """Every face in the picture."""
        ...


class YuNet:
    """OpenCV's small face detector.

    800 px and the default threshold 0.75 count right on every one of 146 labelled photos; smaller
    pictures lose the small faces of groups, larger ones those that fill the picture.
    """

    title = f"opencv {cv2.__version__}"
    seen = 800  # px of the long side

    def __init__(self, weights: Path, threshold: float) -> None:
        self._model = cv2.FaceDetectorYN.create(str(weights), "", (320, 320), threshold, OVERLAP, MOST)

    def locate(self, picture: Picture) -> list[Located]:
        """Every face in the picture."""
        height, width = picture.shape[:2]
        scale = min(self.seen / max(height, width), 1.0)
        size = max(round(width * scale), 1), max(round(height * scale), 1)
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if scale < 1 else picture
        self._model.setInputSize(size)
        _, faces = self._model.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
        found = [] if faces is None else [face for face in faces if _within(face, size)]
        return [_yunet(face / scale, float(face[14])) for face in found]


class Hog:
    """The detector that `face_recognition` uses; it finds fewer faces and takes longer."""

    title = "dlib HOG"

    def __init__(self) -> None:
        self._model = dlib.get_frontal_face_detector()

    def locate(self, picture: Picture) -> list[Located]:
        """Every face in the picture, enlarged once where it is small."""
        enlarge = int(max(picture.shape) < 1000)
        rectangles, scores, _ = self._model.run(picture, enlarge, 0.0)
        return [_hog(rectangle, score) for rectangle, score in zip(rectangles, scores, strict=True)]


def _within(face: NDArray[Any], size: tuple[int, int]) -> bool:
    """Whether a face begins near the picture and is not much larger than it.

    Of a few px, as in icons, YuNet now and then gives faces without numbers, or light years away.
    """
    near = np.abs(face[:4]) <= 2 * np.array([*size, *size])
    return bool(np.isfinite(face).all() and near.all())


def _yunet(face: NDArray[np.float32], score: float) -> Located:
    """YuNet frames a head upright, dlib a square from the brows down: the same middle, a little lower.

    Side and shift were chosen among eight by the errors on 8,646 pairs of labelled faces.
    """
    left, top, width, height = (float(edge) for edge in face[:4])
    half = (width + height) / 4
    x, y = left + width / 2, top + height * 0.58
    square = dlib.rectangle(*(round(edge) for edge in (x - half, y - half, x + half, y + half)))
    return Located(left, top, left + width, top + height, score, square)


def _hog(square: dlib.rectangle, score: float) -> Located:
    edges = square.left(), square.top(), square.right(), square.bottom()
    return Located(*edges, score=score / (1 + score), rectangle=square)  # HOG's score has no upper end
