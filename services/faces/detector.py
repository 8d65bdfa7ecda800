"""Where faces are: YuNet, or the HOG detector of dlib where YuNet's weights are not there."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import dlib

from shared.heads import Head, Heads
from shared.squares import Picture


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
    """The detector of `shared.heads`, with the squares that dlib describes faces in."""

    title = f"opencv {cv2.__version__}"

    def __init__(self, weights: Path, threshold: float) -> None:
        self._heads = Heads(weights, threshold)

    def locate(self, picture: Picture) -> list[Located]:
        """Every face in the picture."""
        return [_yunet(head) for head in self._heads.find(picture)]


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


def _yunet(head: Head) -> Located:
    """YuNet frames a head upright, dlib a square from the brows down: the same middle, a little lower.

    Side and shift were chosen among eight by the errors on 8,646 pairs of labelled faces.
    """
    left, top, width, height = head.edges
    half = (width + height) / 4
    x, y = left + width / 2, top + height * 0.58
    square = dlib.rectangle(*(round(edge) for edge in (x - half, y - half, x + half, y + half)))
    return Located(left, top, left + width, top + height, head.score, square)


def _hog(square: dlib.rectangle, score: float) -> Located:
    edges = square.left(), square.top(), square.right(), square.bottom()
    return Located(*edges, score=score / (1 + score), rectangle=square)  # HOG's score has no upper end
