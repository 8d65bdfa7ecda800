"""Describes faces in words that people search by: how old, man or woman, happy or sad."""

from collections.abc import Iterator, Mapping
from typing import cast

import numpy as np
from PIL.Image import Image

from services.attributes import engines
from services.attributes.networks import Look, Networks
from shared.analyzer import FrameAnalyzer
from shared.domain import Finding
from shared.frames import Sampling
from shared.heads import YUNET, Heads
from shared.weights import Weights

SMALLEST = 20  # px of a face below which nothing can be told of it, as of its embedding
SURE_GENDER, SURE_MOOD = 0.7, 0.5
GROUPS = ((10, "kid"), (20, "teen"), (30, "20s"), (40, "30s"), (50, "40s"), (60, "50s"))


class Looks(FrameAnalyzer):
    """Yields up to three findings a face, all inside one with the box of the face and no word.

    The boxes are those of the analyzer of faces, so that what is said of a face can be found by its place.
    """

    name = "attributes"
    version = 1
    discreet = True

    def __init__(
        self,
        weights: Weights,
        model: str = engines.AUTO,
        *,
        threshold: float = 0.75,
        threads: int = 0,
        sampling: Sampling = FrameAnalyzer.sampling,
    ) -> None:
        self._weights, self._wish = weights, model
        self._threshold, self._threads = threshold, threads
        self.sampling = sampling
        self._heads: Heads | None = None
        self._networks: Networks | None = None

    def check(self) -> None:
        """Raise `MissingWeights` where one of its models is not there."""
        self._weights.path(YUNET)
        self.engine, self.model = engines.title(self._weights, self._chosen())

    def models(self) -> Mapping[str, int]:
        """The published files and the converted ones, where they are there."""
        return engines.there(self._weights)

    def load(self) -> None:
        """Bring the models into memory."""
        self.check()
        self._heads = Heads(self._weights.path(YUNET), self._threshold)
        self._networks = engines.opened(self._weights, self._chosen(), self._threads)

    def _chosen(self) -> str:
        return engines.chosen(self._weights, self._wish)

    def look(self, image: Image) -> Iterator[Finding]:
        """Yield what each face of one upright picture looks like."""
        for head in cast("Heads", self._heads).find(np.asarray(image)):
            if min(head.edges[2:]) < SMALLEST:
                continue
            face = Finding(score=head.score, box=head.box(image.width, image.height))
            for label, score in words(cast("Networks", self._networks).look(image, head)):
                yield Finding(label=label, score=score, box=face.box, parent=face)


def words(look: Look) -> Iterator[tuple[str, float]]:
    """The words for a face with how sure each is; none where it is not sure enough, nor for a calm face."""
    group = next((word for years, word in GROUPS if look.age < years), "old")
    yield group, 1.0  # the network says years, and not how sure it is
    man = look.man >= 0.5
    if (sure := look.man if man else 1 - look.man) > SURE_GENDER:
        yield _person(man=man, grown=look.age >= 20), sure
    mood = max(look.moods, key=lambda name: look.moods[name])
    if mood != "neutral" and look.moods[mood] > SURE_MOOD:
        yield mood, look.moods[mood]


def _person(*, man: bool, grown: bool) -> str:
    if grown:
        return "man" if man else "woman"
    return "boy" if man else "girl"
