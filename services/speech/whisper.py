"""Transcripts with Whisper, through whichever library is installed; neither ever asks the network."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from services.speech.transcript import Segment
from shared.audio import RATE, Samples
from shared.domain import Span

PAUSE = 500  # ms of silence that faster-whisper leaves out


class FasterWhisper:
    """Whisper on CTranslate2, with 8-bit arithmetic on CPUs."""

    def __init__(self, folder: Path, language: str, threads: int) -> None:
        from faster_whisper import WhisperModel

        self._language = language or None
        self._model = WhisperModel(
            str(folder), compute_type="int8", cpu_threads=threads, local_files_only=True
        )

    def transcribe(self, heard: Samples, voices: list[Span]) -> Iterator[Segment]:
        """Yield Whisper's segments that overlap with a voice."""
        segments, info = self._model.transcribe(
            heard,
            language=self._language,
            vad_filter=True,
            vad_parameters={"min_silence_duration_ms": PAUSE},
            condition_on_previous_text=False,
        )
        found = (
            _segment(part.text, part.start, part.end, log_odds=part.avg_logprob, language=info.language)
            for part in segments
        )
        return spoken(found, voices, len(heard) / RATE)


class OpenAIWhisper:
    """Whisper on torch, where `openai-whisper` is installed."""

    def __init__(self, file: Path, language: str) -> None:
        import whisper

        self._language = language or None
        self._model = whisper.load_model(str(file))

    def transcribe(self, heard: Samples, voices: list[Span]) -> Iterator[Segment]:
        """Yield Whisper's segments that overlap with a voice."""
        answer: dict[str, Any] = self._model.transcribe(
            heard, language=self._language, condition_on_previous_text=False, verbose=None
        )
        language = str(answer["language"])
        parts = answer["segments"]
        found = (
            _segment(p["text"], p["start"], p["end"], log_odds=p["avg_logprob"], language=language)
            for p in parts
        )
        return spoken(found, voices, len(heard) / RATE)


def spoken(segments: Iterator[Segment], voices: list[Span], duration: float) -> Iterator[Segment]:
    """Drop what Whisper makes up where nobody speaks, and empty segments; none outlasts the sound.

    Whisper looks at 30 seconds at a time, padded with silence, and may put an end into the padding.
    """
    for segment in segments:
        overlaps = any(v.start < segment.end and (v.end is None or segment.start < v.end) for v in voices)
        if segment.text and overlaps:
            yield replace(segment, end=min(segment.end, duration))


def _segment(text: str, start: float, end: float, *, log_odds: float, language: str) -> Segment:
    return Segment(text.strip(), start, end, min(1.0, math.exp(log_odds)), language)
