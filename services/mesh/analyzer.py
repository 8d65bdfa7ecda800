"""Marks the points of every face: its mesh, and both irises."""

from collections.abc import Iterator, Mapping
from typing import cast

import cv2
import numpy as np
from PIL.Image import Image

from services.mesh.network import Mesh
from shared.analyzer import FrameAnalyzer
from shared.domain import Finding, Outline
from shared.frames import Sampling
from shared.heads import YUNET, Heads
from shared.squares import fractions
from shared.weights import Weights

FACE, IRIS = "mediapipe/face_landmark.tflite", "mediapipe/iris_landmark.tflite"
SMALLEST = 40  # px of a face below which a mesh tells no more than its box


class Meshes(FrameAnalyzer):
    """Yields one finding a face, without a word: its box and 478 points (see `services/mesh/network.py`)."""

    name = "mesh"
    version = 1
    discreet = True

    def __init__(
        self,
        weights: Weights,
        *,
        threshold: float = 0.75,
        threads: int = 0,
        sampling: Sampling = FrameAnalyzer.sampling,
    ) -> None:
        self._weights, self._threshold, self._threads = weights, threshold, threads
        self.sampling = sampling
        self._heads: Heads | None = None
        self._mesh: Mesh | None = None

    def check(self) -> None:
        """Raise `MissingWeights` where one of its models is not there."""
        self._weights.path(YUNET)
        self.engine = f"opencv {cv2.__version__}"
        self.model = " ".join(self._weights.identity(name) for name in (FACE, IRIS))

    def models(self) -> Mapping[str, int]:
        """The one set of weights there is for it, where all of it is there."""
        return self._weights.whole("mediapipe", (FACE, IRIS))

    def load(self) -> None:
        """Bring the models into memory."""
        self.check()
        cv2.setNumThreads(self._threads or -1)
        self._heads = Heads(self._weights.path(YUNET), self._threshold)
        self._mesh = Mesh(self._weights.path(FACE), self._weights.path(IRIS))

    def look(self, image: Image) -> Iterator[Finding]:
        """Yield every face in one upright picture that is large enough."""
        picture = np.asarray(image)
        for head in cast("Heads", self._heads).find(picture):
            if min(head.edges[2:]) < SMALLEST:
                continue
            if marked := cast("Mesh", self._mesh).mark(picture, head):
                outline = Outline("face", fractions(marked.points, picture))
                box = head.box(image.width, image.height)
                yield Finding(score=marked.score, box=box, outline=outline)
