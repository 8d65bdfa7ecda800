"""The worker that marks bodies and hands."""

import sys

from services.pose.analyzer import Poses
from shared import worker
from shared.frames import Sampling
from shared.settings import Settings
from shared.weights import Weights


def build(settings: Settings) -> Poses:
    """Compose the analyzer from the settings; faces are found as the analyzer of faces finds them."""
    return Poses(
        Weights(settings.models_dir),
        threshold=settings.faces_threshold,
        threads=settings.model_threads,
        sampling=Sampling(settings.frame_seconds, settings.frame_limit),
    )


if __name__ == "__main__":
    sys.exit(worker.serve(build))
