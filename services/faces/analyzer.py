"""Finds faces in photos and video frames, and describes each so that it can be found again."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import cast

import cv2
import numpy as np
from PIL.Image import Image

from services.faces.detector import Detector, Hog, Located, Picture, YuNet
from services.faces.encoder import NETWORK, Encoder, webp, weights_folder
from shared.analyzer import FrameAnalyzer
from shared.domain import Box, Finding
from shared.errors import InvalidSetting, MissingWeights
from shared.frames import Sampling
from shared.weights import Weights

YUNET = "face_detection_yunet_2023mar.onnx"
SMALLEST = 20  # px of a face below which an embedding tells nothing of the person


class Faces(FrameAnalyzer):
    """Yields one finding a face: box, landmarks, aligned chip and embedding."""

    name = "faces"
    version = 1

    def __init__(
        self,
        weights: Weights,
        *,
        detector: str = "auto",
        threshold: float = 0.75,
        threads: int = 0,
        sampling: Sampling = FrameAnalyzer.sampling,
    ) -> None:
        if detector not in {"auto", "yunet", "hog"}:
            raise InvalidSetting(f"FACES_DETECTOR={detector!r} is none of auto, yunet and hog")
        self._weights, self._choice = weights, detector
        self._threshold, self._threads = threshold, threads
        self.sampling = sampling
        self._detector: Detector | None = None
        self._encoder: Encoder | None = None

    def check(self) -> None:
        """Raise `MissingWeights` where faces cannot be found or described."""
        weights_folder()
        if self._choice == "yunet":
            self._weights.path(YUNET)

    def load(self) -> None:
        """Bring the models into memory."""
        self.check()
        cv2.setNumThreads(self._threads or -1)
        self._detector, identity = self._chosen()
        self._encoder = Encoder()
        self.engine = f"{self._detector.title}, {self._encoder.title}"
        self.model = f"{identity} {NETWORK.removesuffix('.dat')}"

    def look(self, image: Image) -> Iterator[Finding]:
        """Yield every face in one upright picture."""
        picture = np.asarray(image)
        encoder = cast("Encoder", self._encoder)
        for face in cast("Detector", self._detector).locate(picture):
            yield _described(encoder, picture, face)

    def _chosen(self) -> tuple[Detector, str]:
        if self._choice != "hog":
            with suppress(MissingWeights):
                path = self._weights.path(YUNET)
                return YuNet(path, self._threshold), self._weights.identity(YUNET)
        return Hog(), "HOG"


def _described(encoder: Encoder, picture: Picture, face: Located) -> Finding:
    height, width = picture.shape[:2]
    points = encoder.landmarks(picture, face.rectangle)
    found = Finding(
        label="face",
        score=face.score,
        box=_box(face, width, height),
        landmarks=tuple((point.x / width, point.y / height) for point in points.parts()),
    )
    if min(face.right - face.left, face.bottom - face.top) < SMALLEST:
        return found
    chip = encoder.chip(picture, points)
    return replace(found, chip=webp(chip), embedding=encoder.embedding(chip))


def _box(face: Located, width: int, height: int) -> Box:
    """The face in fractions of the picture, cut to it."""
    left, right = (min(max(edge / width, 0.0), 1.0) for edge in (face.left, face.right))
    top, bottom = (min(max(edge / height, 0.0), 1.0) for edge in (face.top, face.bottom))
    return Box(left, top, right - left, bottom - top)
