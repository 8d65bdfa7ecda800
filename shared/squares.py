"""Runs networks that mark points on a turned square of a picture: faces, irises, palms, hands, bodies."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, sin
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.errors import InvalidSetting

Picture = NDArray[np.uint8]  # height × width × 3, RGB
Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Square:
    """A square of a picture: middle and side in px, turned by `angle` radians as the hand of a clock turns.

    `mirrored` is seen as in a mirror: what is at its left stands at the right.
    """

    x: float
    y: float
    side: float
    angle: float = 0.0
    mirrored: bool = False

    def cut(self, picture: Picture, size: int) -> Picture:
        """What the square holds, upright, `size` px wide; black outside of the picture."""
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(picture, self._matrix(size), (size, size), flags=flags), np.uint8)

    def out(self, points: Numbers, size: int) -> Numbers:
        """Points in px of the square that `cut` made, n × 2, as px of the picture."""
        matrix = self._matrix(size)
        found: Numbers = (points @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
        return found

    def _matrix(self, size: int) -> NDArray[np.float64]:
        """From px of the square to px of the picture."""
        scale = self.side / size
        across = -scale if self.mirrored else scale
        turn = np.array(
            [
                [across * cos(self.angle), -scale * sin(self.angle)],
                [across * sin(self.angle), scale * cos(self.angle)],
            ]
        )
        middle = np.array([self.x, self.y]) - turn @ np.full(2, size / 2)
        return np.column_stack([turn, middle])


class Network:
    """The weights of one network in memory, run by OpenCV; it sees `size` px, RGB in 0..1."""

    def __init__(self, weights: Path, size: int, outputs: Sequence[str]) -> None:
        try:
            self._net = cv2.dnn.readNetFromTFLite(str(weights))
        except cv2.error as error:
            raise InvalidSetting(f"{weights.name} is no network that OpenCV can read") from error
        if not set(outputs) <= set(self._net.getUnconnectedOutLayersNames()):
            raise InvalidSetting(f"{weights.name} is another network: it has no {', '.join(outputs)}")
        self.size, self._outputs = size, list(outputs)

    def see(self, picture: Picture, square: Square) -> list[Numbers]:
        """The outputs for what a square of the picture holds, each as one row of numbers."""
        self._net.setInput(cv2.dnn.blobFromImage(square.cut(picture, self.size), 1 / 255))
        return [np.asarray(one, np.float32).ravel() for one in self._net.forward(self._outputs)]


def fractions(points: Numbers, picture: Picture) -> tuple[tuple[float, float], ...]:
    """Points in px as fractions of the picture's width and height."""
    height, width = picture.shape[:2]
    return tuple((float(x) / width, float(y) / height) for x, y in points)
