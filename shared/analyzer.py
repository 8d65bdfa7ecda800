"""What an analyzer is: it is given a file and yields findings; it knows nothing of queues or tables."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from PIL.Image import Image

from shared import frames
from shared.domain import Derived, Finding, Media, MediaKind, Span


class Analyzer(ABC):
    """Looks at one file at a time.  Construction is cheap; `load` brings the weights into memory."""

    name: ClassVar[str]
    version: int = 1
    accepts: ClassVar[frozenset[MediaKind]]
    placed: ClassVar[bool] = False  # looks only at files with a position, and is told it
    replaces: ClassVar[bool] = False  # what it makes is kept once: a new version replaces that of the old
    engine: str = ""
    model: str = ""
    discreet: ClassVar[bool] = False  # what it tells of people is their own affair: off until it is wanted

    def check(self) -> None:
        """Raise `MissingWeights` when this analyzer cannot work yet, saying how to get what is missing.

        Raises `InvalidSetting` when it cannot work as it is set.  Either way its files wait.
        """

    def load(self) -> None:
        """Bring the model into memory; called once in the process that analyzes."""

    def models(self) -> Mapping[str, int]:
        """Names of the models that lie here for it and may be chosen, with their bytes."""
        return {}

    def spans(self, media: Media) -> list[Span]:
        """Cut a long recording into pieces that become jobs of their own; one piece by default."""
        return [Span()]

    def reads_original(self, media: Media) -> bool:
        """Whether `analyze` opens the original and not the preview alone; else nothing large is fetched."""
        return True

    @abstractmethod
    def analyze(self, media: Media) -> Iterator[Finding | Derived]:
        """Yield what is found; nothing found is a result.  Raises `UnreadableMedia` for a broken file."""


class FrameAnalyzer(Analyzer):
    """Looks at pictures: the photo's, or a video's sampled frames."""

    accepts = frozenset({MediaKind.IMAGE, MediaKind.VIDEO})
    longest: int = frames.PREVIEW  # px of the long side that it wants to see
    sampling: frames.Sampling = frames.Sampling()

    @abstractmethod
    def look(self, image: Image) -> Iterator[Finding]:
        """Yield what is in one upright sRGB picture."""

    def reads_original(self, media: Media) -> bool:
        """For a video, or a photo of which more is wanted than its preview shows."""
        return frames.reads_original(media, self.longest)

    def analyze(self, media: Media) -> Iterator[Finding | Derived]:
        """Look at every picture of `media`; findings in a video carry their second."""
        for second, image in frames.pictures(media, self.longest, self.sampling):
            for finding in self.look(image):
                yield finding if second is None else replace(finding, start=second)
