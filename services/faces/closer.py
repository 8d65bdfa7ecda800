"""A closer look at a box that a person drew around a face which was not found at first."""

from dataclasses import replace

import cv2
import dlib
import numpy as np

from services.faces.detector import Detector, Located
from shared.domain import Box
from shared.squares import Picture

SAME = 0.3  # of two boxes: they are around one face
MARGIN = 0.6  # of the box, that is looked at around it
SIDE = 480  # px that the part is enlarged to: detectors see no small faces


def find(detector: Detector, picture: Picture, box: Box) -> Located | None:
    """The face in the box, in px of the whole picture; None where also a closer look finds none."""
    height, width = picture.shape[:2]
    left, top = max(box.left - MARGIN * box.width, 0), max(box.top - MARGIN * box.height, 0)
    right, bottom = (
        min(box.left + box.width * (1 + MARGIN), 1),
        min(box.top + box.height * (1 + MARGIN), 1),
    )
    x, y = round(left * width), round(top * height)
    part = picture[y : max(round(bottom * height), y + 1), x : max(round(right * width), x + 1)]
    scale = SIDE / max(part.shape[:2])
    size = max(round(part.shape[1] * scale), 1), max(round(part.shape[0] * scale), 1)
    larger = np.asarray(cv2.resize(part, size), dtype=np.uint8)
    seen = [moved(face, scale, x, y) for face in detector.locate(larger)]
    fitting = [(shared(box, boxed(face, width, height)), face) for face in seen]
    best = max(fitting, key=lambda one: one[0], default=(0.0, None))
    return best[1] if best[0] >= SAME / 2 else None


def moved(face: Located, scale: float, x: int, y: int) -> Located:
    """The face as it lies in the whole picture."""
    edges = {"left": x, "right": x, "top": y, "bottom": y}
    sides = {name: getattr(face, name) / scale + offset for name, offset in edges.items()}
    square = face.rectangle
    corners = (square.left(), x), (square.top(), y), (square.right(), x), (square.bottom(), y)
    rectangle = dlib.rectangle(*(round(edge / scale + offset) for edge, offset in corners))
    return replace(face, rectangle=rectangle, **sides)


def boxed(face: Located, width: int, height: int) -> Box:
    """The face in fractions of the picture."""
    return Box(
        face.left / width,
        face.top / height,
        (face.right - face.left) / width,
        (face.bottom - face.top) / height,
    )


def shared(one: Box, other: Box) -> float:
    """What two boxes have in common, as a share of what they cover together."""
    wide = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    high = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    common = max(wide, 0) * max(high, 0)
    return common / (one.width * one.height + other.width * other.height - common) if common else 0.0
