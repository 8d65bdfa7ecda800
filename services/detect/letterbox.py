"""Fits a picture into the square that a model sees, and takes its boxes back."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from services.detect.engine import Picture, box
from shared.domain import Box

GREY = 114  # the border that YOLO models were trained with


@dataclass(frozen=True)
class Letterbox:
    """A picture scaled to `width` × `height` at (`left`, `top`) of a square of `size` px."""

    size: int
    left: int
    top: int
    width: int
    height: int

    @classmethod
    def of(cls, picture: Picture, size: int) -> "Letterbox":
        """Centre `picture`, enlarged where it is small; rounding as in ultralytics' LetterBox."""
        height, width = picture.shape[:2]
        scale = min(size / height, size / width)
        inner_width, inner_height = max(round(width * scale), 1), max(round(height * scale), 1)
        left, top = round((size - inner_width) / 2 - 0.1), round((size - inner_height) / 2 - 0.1)
        return cls(size, left, top, inner_width, inner_height)

    def fill(self, picture: Picture) -> NDArray[np.float32]:
        """The model's input: 1 × 3 × size × size, RGB, 0..1."""
        square = np.full((self.size, self.size, 3), GREY, np.uint8)
        inner = square[self.top : self.top + self.height, self.left : self.left + self.width]
        inner[:] = cv2.resize(picture, (self.width, self.height), interpolation=cv2.INTER_LINEAR)
        return cast("NDArray[np.float32]", cv2.dnn.blobFromImage(square, 1 / 255))

    def box(self, corners: NDArray[np.float32]) -> Box:
        """A box of the model (left, top, right, bottom in px of the square) as fractions of the picture."""
        left, right = (corners[[0, 2]] - self.left) / self.width
        top, bottom = (corners[[1, 3]] - self.top) / self.height
        return box(left, top, right, bottom)
