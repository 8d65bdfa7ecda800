"""The worker that reads text."""

import sys

from services.ocr.analyzer import Text
from shared import worker
from shared.frames import Sampling
from shared.settings import Settings


def build(settings: Settings) -> Text:
    """Compose the analyzer from the settings."""
    return Text(
        settings.ocr_engine,
        settings.ocr_languages,
        threads=settings.model_threads,
        sampling=Sampling(settings.frame_seconds, settings.frame_limit),
    )


if __name__ == "__main__":
    sys.exit(worker.serve(build))
