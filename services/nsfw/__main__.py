"""The worker that tells pictures of undressed people."""

import sys

from services.nsfw.analyzer import Undressed
from shared import worker
from shared.frames import Sampling
from shared.settings import Settings


def build(settings: Settings) -> Undressed:
    """Compose the analyzer from the settings."""
    return Undressed(
        threads=settings.model_threads,
        sampling=Sampling(settings.frame_seconds, settings.frame_limit),
    )


if __name__ == "__main__":
    sys.exit(worker.serve(build))
