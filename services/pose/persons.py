"""Where the people of a picture are: boxes of class `person`, as the analyzer of objects finds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from shared.errors import InvalidSetting
from shared.heads import Head
from shared.squares import Picture, Square

GREY, PERSON = 114, 0  # the border that YOLO was trained with, and the number of its class
SURE, MOST = 0.5, 20
SMALLEST = 40  # px of a person's longer side, below which no limb can be told

Edges = tuple[float, float, float, float]  # left, top, right, bottom in px


@dataclass(frozen=True)
class Person:
    """Somebody in the picture: the edges of a box in px, and the face where it can be seen."""

    edges: Edges
    face: Head | None = None


class Persons:
    """The network in memory: end to end, 1 × n × 6."""

    def __init__(self, weights: Path, *, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads must rest
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0]
        if self._session.get_outputs()[0].shape[-1:] != [6]:
            raise InvalidSetting(f"{weights.name} is no YOLO that finds boxes end to end")

    def find(self, picture: Picture) -> list[Edges]:
        """Everybody in the picture, the surest first."""
        height, width = picture.shape[:2]
        size = int(self._input.shape[2])
        square = Square(width / 2, height / 2, max(width, height))
        seen = cv2.dnn.blobFromImage(_framed(square, picture, size), 1 / 255)
        rows = self._session.run(None, {self._input.name: seen})[0][0]
        rows = rows[(rows[:, 5] == PERSON) & (rows[:, 4] >= SURE)]
        boxes = [square.out(np.asarray(row[:4], np.float32).reshape(2, 2), size).ravel() for row in rows]
        found = [(float(box[0]), float(box[1]), float(box[2]), float(box[3])) for box in boxes]
        return [one for one in found if max(one[2] - one[0], one[3] - one[1]) >= SMALLEST][:MOST]


def faced(boxes: Sequence[Edges], heads: Sequence[Head]) -> list[Person]:
    """The people of these boxes, each with the largest of the faces that fit into no other box better."""
    owned: dict[int, Head] = {}
    for head in sorted(heads, key=lambda head: max(head.edges[2:])):
        far = {n: _far(head, edges) for n, edges in enumerate(boxes)}
        nearest = min(far, key=lambda n: far[n], default=None)
        if nearest is not None and far[nearest] < 1:
            owned[nearest] = head
    return [Person(edges, owned.get(n)) for n, edges in enumerate(boxes)]


def _far(head: Head, edges: Edges) -> float:
    """How far a face is from the middle of the upper edge of a person's box; 1 where it is not in it."""
    left, top, right, bottom = edges
    x, y = head.middle
    if not (left <= x <= right and top <= y <= bottom):
        return 1.0
    _, _, _, height = head.edges
    return hypot((x - (left + right) / 2) / (right - left), (y - top - height / 2) / (bottom - top))


def _framed(square: Square, picture: Picture, size: int) -> Picture:
    """The whole picture in the middle of a grey square."""
    height, width = (round(side * size / square.side) for side in picture.shape[:2])
    framed = np.full((size, size, 3), GREY, np.uint8)
    top, left = (size - height) // 2, (size - width) // 2
    framed[top : top + height, left : left + width] = square.cut(picture, size)[
        top : top + height, left : left + width
    ]
    return framed
