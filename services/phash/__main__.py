"""The worker that takes perceptual hashes."""

import sys

from services.phash.analyzer import Likenesses
from shared import worker
from shared.settings import Settings


def build(_: Settings) -> Likenesses:
    """Compose the analyzer from the settings."""
    return Likenesses()


if __name__ == "__main__":
    sys.exit(worker.serve(build))
