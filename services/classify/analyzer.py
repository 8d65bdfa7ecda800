"""Names what a picture shows, and describes what it looks like so that similar ones are found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import cast

import numpy as np
from PIL.Image import Image

from services.classify.crops import chip, part
from services.classify.network import SIDE, Network, Numbers, names, unit
from shared import frames
from shared.analyzer import FrameAnalyzer
from shared.domain import PICTURE, Box, Derived, Finding, Media, MediaKind
from shared.frames import Sampling
from shared.weights import Weights

MODEL = "mobilenet_v2.onnx"
BEST = 3  # classes of a picture at most
MOMENT = 0.05  # seconds in which a frame is that in which an animal was found
SAME = 0.35  # two frames nearer than this look alike: of a video only one of them is described


class Pictures(FrameAnalyzer):
    """Yields the classes of a picture that are sure enough, and once what it looks like."""

    name = "classify"
    version = 1
    longest = 2 * SIDE

    def __init__(
        self,
        weights: Weights,
        model: str = MODEL,
        *,
        threshold: float = 0.5,
        threads: int = 0,
        sampling: Sampling = FrameAnalyzer.sampling,
    ) -> None:
        self._weights, self._file = weights, model
        self._threshold, self._threads = threshold, threads
        self.sampling = sampling
        self._network: Network | None = None

    def check(self) -> None:
        """Raise `MissingWeights` where the model is not there."""
        self.model = self._weights.identity(self._file)
        self.engine = f"onnxruntime {version('onnxruntime')}"

    def models(self) -> Mapping[str, int]:
        """The files that are called as their makers call them."""
        return self._weights.there("mobilenet_v2*.onnx") | self._weights.there("*mobilenetv2*.onnx")

    def load(self) -> None:
        """Bring the model into memory."""
        self.check()
        self._network = Network(self._weights.path(self._file), threads=self._threads)

    def analyze(self, media: Media) -> Iterator[Finding | Derived]:
        """Look at the photo, or at the frames of a video; of frames that look alike one is described."""
        described: list[Numbers] = []
        longest = frames.PREVIEW if media.drawn_at else self.longest
        for second, image in frames.pictures(media, longest, self.sampling):
            yield from self._beside(media, second, image)
            for finding in self.look(image):
                if finding.picture:
                    numbers = np.array(finding.picture, np.float32)
                    if any(float(np.linalg.norm(numbers - other)) < SAME for other in described):
                        continue
                    described.append(numbers)
                yield _at(finding, second)
        if media.drawn and media.kind is MediaKind.IMAGE:
            [(_, image)] = frames.pictures(media, frames.PREVIEW, self.sampling)
            yield from self.animals(image, media.drawn)

    def animals(self, image: Image, boxes: Sequence[Box]) -> Iterator[Finding]:
        """Yield for each box what the animal in it looks like, so that it is found in other photos."""
        network = cast("Network", self._network)
        for box in boxes:
            yield Finding(box=box, picture=tuple(map(float, sketch(network.see(part(image, box)).features))))

    def _beside(self, media: Media, second: float | None, image: Image) -> Iterator[Finding]:
        """Yield the animals of one frame of a film, each with a picture: no other is kept of that frame."""
        there = zip(media.drawn, media.drawn_at, strict=bool(media.drawn_at))
        boxes = [box for box, at in there if second is not None and abs(at - second) < MOMENT]
        for found in self.animals(image, boxes):
            yield replace(found, start=second, chip=chip(image, cast("Box", found.box)))

    def look(self, image: Image) -> Iterator[Finding]:
        """Yield the best classes of one picture, and what it looks like."""
        seen = cast("Network", self._network).see(image)
        for index in np.argsort(-seen.classes)[:BEST]:
            if seen.classes[index] >= self._threshold:
                yield Finding(label=names()[index], score=float(seen.classes[index]))
        yield Finding(picture=tuple(map(float, sketch(seen.features))))


@cache
def _signs() -> Numbers:
    """The same 1,280 signs for ever: the highest bit of each number of Knuth's linear congruence."""
    state, signs = 1, []
    for _ in range(2 * PICTURE):
        state = (6364136223846793005 * state + 1442695040888963407) % 2**64
        signs.append(1.0 if state >> 63 else -1.0)
    return np.array(signs, np.float32)


def sketch(features: Numbers) -> Numbers:
    """Half as many numbers that keep the distances: each is two of them, added with a sign.

    A count sketch (Charikar, Chen, Farach-Colton, "Finding frequent items in data streams", 2002).
    """
    return unit((features * _signs()).reshape(2, PICTURE).sum(axis=0))


def _at(finding: Finding, second: float | None) -> Finding:
    return finding if second is None else replace(finding, start=second)
