"""What a speech engine gives back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from shared.audio import Samples
from shared.domain import Span


@dataclass(frozen=True)
class Segment:
    """Something said, from `start` to `end` seconds into the samples; `score` is 0..1."""

    text: str
    start: float
    end: float
    score: float
    language: str


class Recognizer(Protocol):
    """A speech engine with its model in memory."""

    def transcribe(self, heard: Samples, voices: list[Span]) -> Iterator[Segment]:
        """Yield what is said in 16 kHz samples; `voices` are the stretches in which someone speaks."""
