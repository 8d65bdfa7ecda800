"""What a detector's engine is, and what it finds."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shared.domain import Box

Picture = NDArray[np.uint8]  # height × width × 3, RGB

OVERLAP = 0.7  # boxes of one class that share more than this are one object; ultralytics' own default
MOST = 300  # objects in one picture; the number of rows of an end-to-end model


@dataclass(frozen=True)
class Detected:
    """One object: the index of its class, its score and where it is."""

    index: int
    score: float
    box: Box


class Engine(Protocol):
    """Weights in memory."""

    names: dict[int, str]
    size: int  # px of the square that the model sees

    def detect(self, picture: Picture, threshold: float) -> list[Detected]:
        """Every object with at least this score, best first."""
        ...


def box(left: float, top: float, right: float, bottom: float) -> Box:
    """A box of these edges, given as fractions, cut to the picture."""
    x0, y0, x1, y1 = (min(max(float(edge), 0.0), 1.0) for edge in (left, top, right, bottom))
    return Box(x0, y0, max(x1 - x0, 0.0), max(y1 - y0, 0.0))
