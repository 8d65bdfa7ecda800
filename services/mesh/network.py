"""MediaPipe's face mesh: 468 points of a face, and five of each iris.

The points are numbered as in MediaPipe's published mesh; 468 to 472 are the iris of the eye at the left of
an upright face, 473 to 477 that of the other: its middle, then right, top, left and bottom.
"""

from dataclasses import dataclass
from math import atan2, exp, hypot
from pathlib import Path

import numpy as np

from shared.heads import Head
from shared.squares import Network, Numbers, Picture, Square

FACE, IRIS = 192, 64  # px of the squares that the networks see
POINTS, IRIS_POINTS = 468, 5
AROUND_FACE, AROUND_EYE = 1.5, 2.3  # how much of the picture they see: MediaPipe's own figures
EYES = ((33, 133), (362, 263))  # the corners of both eyes, left of the picture first
SURE = 0.5  # that there is a face at all


@dataclass(frozen=True)
class Marked:
    """A face's points, 478 × 2 in px of the picture, and how sure the network is that it is a face."""

    points: Numbers
    score: float


class Mesh:
    """Both networks in memory."""

    def __init__(self, face: Path, iris: Path) -> None:
        self._face = Network(face, FACE, ("conv2d_21", "conv2d_31"))
        self._iris = Network(iris, IRIS, ("output_iris",))

    def mark(self, picture: Picture, head: Head) -> Marked | None:
        """The points of a face; None where the network sees none there.

        It looks twice: the second time at the square around what it found, as it was trained to.
        """
        points, score = self._points(picture, _first(head))
        if score < SURE:
            return None
        points, score = self._points(picture, _around(points))
        if score < SURE:
            return None
        irises = [self._iris_points(picture, points, corners) for corners in EYES]
        return Marked(np.concatenate([points, *irises]), score)

    def _points(self, picture: Picture, square: Square) -> tuple[Numbers, float]:
        numbers, (flag,) = self._face.see(picture, square)
        return square.out(numbers.reshape(POINTS, 3)[:, :2], FACE), 1 / (1 + exp(-float(flag)))

    def _iris_points(self, picture: Picture, points: Numbers, corners: tuple[int, int]) -> Numbers:
        """The network knows one eye; the other one is shown to it as in a mirror."""
        one, other = points[corners[0]], points[corners[1]]
        (x, y), (across, down) = (one + other) / 2, other - one
        eye = Square(
            float(x),
            float(y),
            AROUND_EYE * hypot(across, down),
            atan2(down, across),
            mirrored=corners == EYES[1],
        )
        (numbers,) = self._iris.see(picture, eye)
        return eye.out(numbers.reshape(IRIS_POINTS, 3)[:, :2], IRIS)


def _first(head: Head) -> Square:
    """The square around a face's box, upright by the line of its eyes."""
    (x, y), (other_x, other_y) = head.eyes
    side = AROUND_FACE * max(head.edges[2:])
    return Square(*head.middle, side, atan2(other_y - y, other_x - x))


def _around(points: Numbers) -> Square:
    """The square around a face's points, upright by the outer corners of its eyes."""
    across, down = points[EYES[1][1]] - points[EYES[0][0]]
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    side = AROUND_FACE * max(right - left, bottom - top)
    return Square(float(left + right) / 2, float(top + bottom) / 2, float(side), atan2(down, across))
