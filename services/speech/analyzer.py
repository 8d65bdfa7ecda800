"""Writes down what is said in videos and recordings."""

from collections.abc import Iterator, Mapping

from services.speech.engines import DRAFT, Engine, Wish, choose, models
from services.speech.transcript import Recognizer
from services.speech.voices import Voices
from shared import audio
from shared.analyzer import Analyzer
from shared.domain import Derived, Finding, Media, MediaKind, Span
from shared.text import clean
from shared.weights import Weights


class Speech(Analyzer):
    """Yields one finding a line, with its seconds, language and score; nothing where nobody speaks.

    Version 1 are PocketSphinx's drafts, version 2 is Whisper.  `check` looks each time which engine
    there is, so that version, engine and model change when weights arrive, also while it runs.
    """

    name = "speech"
    version = DRAFT
    accepts = frozenset({MediaKind.VIDEO, MediaKind.AUDIO})

    def __init__(self, weights: Weights, wish: Wish | None = None, *, chunk: float = 600.0) -> None:
        self._weights, self._wish, self._chunk = weights, wish or Wish(), chunk
        self._loaded: Engine | None = None
        self._voices: Voices | None = None
        self._recognizer: Recognizer | None = None

    def check(self) -> None:
        """Raise `MissingWeights` where the engine that the setting names lacks its weights."""
        self._choose()

    def models(self) -> Mapping[str, int]:
        """Every Whisper that faster-whisper can read, and PocketSphinx."""
        return models(self._weights)

    def load(self) -> None:
        """Bring the voice detector and the best engine into memory."""
        self._ready()

    def spans(self, media: Media) -> list[Span]:
        """Cut a long recording at silences."""
        return audio.spans(media, self._chunk) if _has_sound(media) else [Span()]

    def analyze(self, media: Media) -> Iterator[Finding | Derived]:
        """Yield what is said in `media.span`; times count from the start of the file."""
        if not _has_sound(media):
            return
        voices, recognizer = self._ready()
        heard = audio.levelled(audio.samples(media))
        stretches = voices.stretches(heard)
        for said in recognizer.transcribe(heard, stretches) if stretches else ():
            yield Finding(
                text=clean(said.text),
                score=said.score,
                start=media.span.start + said.start,
                end=media.span.start + said.end,
                language=said.language,
            )

    def _choose(self) -> Engine:
        engine = choose(self._weights, self._wish)
        self.version, self.engine, self.model = engine.version, engine.title, engine.model
        return engine

    def _ready(self) -> tuple[Voices, Recognizer]:
        """Return detector and engine; another engine than before where there is a better one by now."""
        engine = self._choose()
        if self._recognizer is None or self._loaded is None or self._loaded.model != engine.model:
            self._recognizer, self._loaded = engine.open(), engine
        self._voices = self._voices or Voices()
        return self._voices, self._recognizer


def _has_sound(media: Media) -> bool:
    return media.kind is MediaKind.AUDIO or media.audio_codec is not None
