"""The worker that marks the points of faces."""

import sys

from services.mesh.analyzer import Meshes
from shared import worker
from shared.frames import Sampling
from shared.settings import Settings
from shared.weights import Weights


def build(settings: Settings) -> Meshes:
    """Compose the analyzer from the settings; faces are found as the analyzer of faces finds them."""
    return Meshes(
        Weights(settings.models_dir),
        threshold=settings.faces_threshold,
        threads=settings.model_threads,
        sampling=Sampling(settings.frame_seconds, settings.frame_limit),
    )


if __name__ == "__main__":
    sys.exit(worker.serve(build))
