"""The worker that finds objects."""

import sys

from services.detect.analyzer import Objects
from shared import worker
from shared.frames import Sampling
from shared.settings import Settings
from shared.weights import Weights


def build(settings: Settings) -> Objects:
    """Compose the analyzer from the settings."""
    return Objects(
        Weights(settings.models_dir),
        settings.detect_model,
        threshold=settings.detect_threshold,
        classes=settings.detect_classes,
        size=settings.detect_size,
        threads=settings.model_threads,
        sampling=Sampling(settings.frame_seconds, settings.frame_limit),
    )


if __name__ == "__main__":
    sys.exit(worker.serve(build))
