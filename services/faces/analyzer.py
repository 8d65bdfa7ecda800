"""Finds faces in photos and video frames, and describes each so that it can be found again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

import cv2
import numpy as np
from PIL.Image import Image

from services.faces import closer
from services.faces.closer import SAME, shared
from services.faces.detector import Detector, Hog, Located, YuNet
from services.faces.encoder import NETWORK, Encoder, webp, weights_folder
from shared import frames
from shared.analyzer import FrameAnalyzer
from shared.domain import Box, Derived, Finding, Media, MediaKind
from shared.errors import InvalidSetting, MissingWeights
from shared.frames import Sampling
from shared.heads import YUNET
from shared.squares import Picture
from shared.weights import Weights

HOG_VERSION, YUNET_VERSION = 1, 2
SMALLEST = 20  # px of a face below which an embedding tells nothing of the person


class Faces(FrameAnalyzer):
    """Yields one finding a face: box, landmarks, aligned chip and embedding.

    Version 1 is what HOG finds, a quarter fewer faces; version 2 is YuNet's.  Both `check` and
    `analyze` look which there is, so that photos are looked at again when the weights arrive.
    """

    name = "faces"
    version = HOG_VERSION

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
        """Raise `MissingWeights` where faces cannot be found or described; say with what they are."""
        weights_folder()
        detector, identity = self._named()
        self.version = HOG_VERSION if detector is Hog else YUNET_VERSION
        self.engine = f"{detector.title}, {Encoder.title}"
        self.model = f"{identity} {NETWORK.removesuffix('.dat')}"

    def models(self) -> Mapping[str, int]:
        """YuNet where its file is there, and dlib's HOG."""
        return self._weights.there(YUNET) | {"HOG": 0}

    def load(self) -> None:
        """Bring the models into memory."""
        self.check()
        cv2.setNumThreads(self._threads or -1)
        kind, _ = self._named()
        self._detector = Hog() if kind is Hog else YuNet(self._weights.path(YUNET), self._threshold)
        self._encoder = Encoder()

    def analyze(self, media: Media) -> Iterator[Finding | Derived]:
        """Look at every picture of `media`, with the better detector as soon as there is one."""
        if not isinstance(self._detector, self._named()[0]):
            self.load()
        found = list(super().analyze(media))
        yield from found
        if media.drawn and media.kind is MediaKind.IMAGE:
            boxes = [one.box for one in found if isinstance(one, Finding) and one.box]
            missed = [box for box in media.drawn if all(shared(box, other) < SAME for other in boxes)]
            if missed:
                [(_, image)] = frames.pictures(media, self.longest, self.sampling)
                yield from self.drawn(image, missed)

    def look(self, image: Image) -> Iterator[Finding]:
        """Yield every face in one upright picture."""
        picture = np.asarray(image)
        encoder = cast("Encoder", self._encoder)
        for face in cast("Detector", self._detector).locate(picture):
            yield _described(encoder, picture, face)

    def drawn(self, image: Image, boxes: Sequence[Box]) -> Iterator[Finding]:
        """Yield the faces in boxes that a person drew, described where one is found on a closer look."""
        picture = np.asarray(image)
        for box in boxes:
            face = closer.find(cast("Detector", self._detector), picture, box)
            if face is not None:
                found = _described(cast("Encoder", self._encoder), picture, face)
                yield replace(found, box=box)

    def _named(self) -> tuple[type[YuNet | Hog], str]:
        """The detector to take and the name of its model; HOG where YuNet's weights are not there."""
        if self._choice != "hog":
            try:
                return YuNet, self._weights.identity(YUNET)
            except MissingWeights:
                if self._choice == "yunet":
                    raise
        return Hog, "HOG"


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
