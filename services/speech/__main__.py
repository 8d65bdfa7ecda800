"""The worker that writes down speech."""

import sys

from services.speech.analyzer import Speech
from services.speech.engines import Wish
from shared import worker
from shared.settings import Settings
from shared.weights import Weights


def build(settings: Settings) -> Speech:
    """Compose the analyzer from the settings."""
    wish = Wish(
        settings.speech_engine, settings.speech_model, settings.speech_language, settings.model_threads
    )
    return Speech(Weights(settings.models_dir), wish, chunk=settings.speech_chunk_seconds)


if __name__ == "__main__":
    sys.exit(worker.serve(build))
