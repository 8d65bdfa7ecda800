"""The worker that names places."""

import sys

from services.place.analyzer import Places
from shared import worker
from shared.settings import Settings


def build(_: Settings) -> Places:
    """Compose the analyzer from the settings."""
    return Places()


if __name__ == "__main__":
    sys.exit(worker.serve(build))
