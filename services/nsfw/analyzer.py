"""Tells pictures of undressed people, so that they can be left out or looked through."""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import cast

import numpy as np
from PIL.Image import Image

from services.nsfw.detector import Detector, Part, title, weights
from shared.analyzer import FrameAnalyzer
from shared.domain import Finding
from shared.frames import Sampling

SURE = 0.52
NUDE = {
    "FEMALE_BREAST_EXPOSED", "FEMALE_GENITALIA_EXPOSED", "MALE_GENITALIA_EXPOSED", "BUTTOCKS_EXPOSED",
    "ANUS_EXPOSED",
}  # fmt: skip
SEXY = {"BELLY_EXPOSED", "ARMPITS_EXPOSED", "MALE_BREAST_EXPOSED"}


class Undressed(FrameAnalyzer):
    """Yields `nude` or `sexy` with the part that is the surest sign of it, or nothing."""

    name = "nsfw"
    version = 1
    discreet = True

    def __init__(self, *, threads: int = 0, sampling: Sampling = FrameAnalyzer.sampling) -> None:
        self._threads = threads
        self.sampling = sampling
        self._detector: Detector | None = None

    def check(self) -> None:
        """Raise `MissingWeights` where NudeNet is not installed."""
        weights()
        self.model, self.engine = title(), f"onnxruntime {version('onnxruntime')}"

    def load(self) -> None:
        """Bring the model into memory."""
        self.check()
        self._detector = Detector(weights(), threads=self._threads)

    def look(self, image: Image) -> Iterator[Finding]:
        """Yield at most one finding for one upright picture."""
        parts = cast("Detector", self._detector).parts(np.asarray(image))
        if found := verdict(parts):
            yield found


def verdict(parts: Sequence[Part]) -> Finding | None:
    """What the parts of a picture come to where a person is present and something of it is exposed.

    A part alone is no person: another one, or a face, has to be seen beside it.
    """
    for label, signs in (("nude", NUDE), ("sexy", SEXY)):
        surest = max((one for one in parts if one.name in signs), key=lambda one: one.score, default=None)
        if surest and surest.score > SURE and any(one.name != surest.name for one in parts):
            return Finding(label=label, score=surest.score, box=surest.box)
    return None
