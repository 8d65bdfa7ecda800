"""The worker that finds faces."""

import sys

from services.faces.analyzer import Faces
from shared import worker
from shared.frames import Sampling
from shared.settings import Settings
from shared.weights import Weights


def build(settings: Settings) -> Faces:
    """Compose the analyzer from the settings."""
    return Faces(
        Weights(settings.models_dir),
        detector=settings.faces_detector,
        threshold=settings.faces_threshold,
        threads=settings.model_threads,
        sampling=Sampling(settings.frame_seconds, settings.frame_limit),
    )


if __name__ == "__main__":
    sys.exit(worker.serve(build))
