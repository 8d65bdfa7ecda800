"""The worker that describes faces in words."""

import sys

from services.attributes.analyzer import Looks
from shared import worker
from shared.frames import Sampling
from shared.settings import Settings
from shared.weights import Weights


def build(settings: Settings) -> Looks:
    """Compose the analyzer from the settings; faces are found as the analyzer of faces finds them."""
    return Looks(
        Weights(settings.models_dir),
        settings.attributes_model,
        threshold=settings.faces_threshold,
        threads=settings.model_threads,
        sampling=Sampling(settings.frame_seconds, settings.frame_limit),
    )


if __name__ == "__main__":
    sys.exit(worker.serve(build))
