"""MediaPipe's palm detector: where hands may be, and how each is turned.

It tells 2,016 guesses: two in each field of 24 × 24 and six in each of 12 × 12, every one as a box and
seven points beside the middle of its field, in px of the square that is seen.
"""

from dataclasses import dataclass
from math import atan2, cos, sin
from pathlib import Path

import cv2
import numpy as np

from shared.squares import Network, Numbers, Picture, Square

SIZE = 192  # px of the square that the network sees
FIELDS = ((24, 2), (12, 6))  # fields a side, and guesses in each
SURE, OVERLAP = 0.5, 0.3
WRIST, MIDDLE = 0, 2  # of the seven points: the wrist, and where the middle finger begins
AROUND, AHEAD = 2.6, 0.5  # sides of the palm that the whole hand takes, and how far ahead it lies


@dataclass(frozen=True)
class Palm:
    """A palm: middle and longer side in px of the picture, its turn, and its score in 0..1."""

    x: float
    y: float
    side: float
    angle: float
    score: float

    @property
    def hand(self) -> Square:
        """The square of the whole hand, fingers up."""
        ahead = AHEAD * self.side
        x, y = self.x + ahead * sin(self.angle), self.y - ahead * cos(self.angle)
        return Square(x, y, AROUND * self.side, self.angle)


class Palms:
    """The network in memory."""

    def __init__(self, weights: Path) -> None:
        self._network = Network(weights, SIZE, ("Identity", "Identity_1"))
        self._middles = np.concatenate([_fields(*each) for each in FIELDS]) * SIZE

    def find(self, picture: Picture, square: Square) -> list[Palm]:
        """The palms in a square of the picture, the surest first."""
        told, logits = self._network.see(picture, square)
        scores = 1 / (1 + np.exp(-np.clip(logits, -100, 100)))
        guesses = told.reshape(-1, 18)[scores >= SURE]
        middles, scores = self._middles[scores >= SURE], scores[scores >= SURE]
        boxes = np.hstack([guesses[:, :2] + middles - guesses[:, 2:4] / 2, guesses[:, 2:4]])
        kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), SURE, OVERLAP)
        return [_palm(guesses[n], middles[n], float(scores[n]), square) for n in np.ravel(kept).astype(int)]


def _palm(guess: Numbers, middle: Numbers, score: float, square: Square) -> Palm:
    points = square.out((guess[[0, 1, *range(4, 18)]].reshape(8, 2) + middle).astype(np.float32), SIZE)
    (x, y), marks = points[0], points[1:]
    across, down = marks[MIDDLE] - marks[WRIST]
    side = float(guess[2:4].max()) * square.side / SIZE
    return Palm(float(x), float(y), side, atan2(across, -down), score)


def _fields(side: int, guesses: int) -> Numbers:
    """The middles of all fields, row by row, each as often as there are guesses in it."""
    steps = (np.arange(side, dtype=np.float32) + 0.5) / side
    rows, columns = np.meshgrid(steps, steps, indexing="ij")
    return np.repeat(np.column_stack([columns.ravel(), rows.ravel()]), guesses, axis=0)
