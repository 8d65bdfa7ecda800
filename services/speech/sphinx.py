"""Drafts of English speech with PocketSphinx, for machines that have no Whisper weights."""

import re
from collections.abc import Iterator

from services.speech.transcript import Segment
from shared.audio import RATE, Samples
from shared.domain import Span

_MARK = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+")  # silence, noise, breath
_VARIANT = re.compile(r"\(\d+\)$")  # the second pronunciation of a word


class Sphinx:
    """PocketSphinx with the US English model of its wheel; other languages come out as English words."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        self._decoder = Decoder(samprate=RATE, loglevel="FATAL")

    def transcribe(self, heard: Samples, voices: list[Span]) -> Iterator[Segment]:
        """Yield one segment for each stretch in which words were made out."""
        for voice in voices:
            end = voice.end or len(heard) / RATE
            words = self._words(heard[int(voice.start * RATE) : int(end * RATE)])
            if words:
                score = sum(odds for _, odds in words) / len(words)
                yield Segment(" ".join(word for word, _ in words), voice.start, end, score, "en")

    def _words(self, heard: Samples) -> list[tuple[str, float]]:
        """Return each word with its posterior probability."""
        decoder = self._decoder
        decoder.start_utt()
        decoder.process_raw((heard * 32767).astype("<i2").tobytes(), full_utt=True)
        decoder.end_utt()
        parts = [(part.word, part.prob) for part in decoder.seg() or []]
        return [(_VARIANT.sub("", word), odds) for word, odds in parts if not _MARK.fullmatch(word)]
