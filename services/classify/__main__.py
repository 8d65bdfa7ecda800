"""The worker that names pictures and takes their embeddings."""

import sys

from services.classify.analyzer import Pictures
from shared import worker
from shared.frames import Sampling
from shared.settings import Settings
from shared.weights import Weights


def build(settings: Settings) -> Pictures:
    """Compose the analyzer from the settings."""
    return Pictures(
        Weights(settings.models_dir),
        settings.classify_model,
        threshold=settings.classify_threshold,
        threads=settings.model_threads,
        sampling=Sampling(settings.frame_seconds, settings.frame_limit),
    )


if __name__ == "__main__":
    sys.exit(worker.serve(build))
