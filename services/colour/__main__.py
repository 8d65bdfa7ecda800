"""The worker that tells colours."""

import sys

from services.colour.analyzer import Colours
from shared import worker
from shared.settings import Settings


def build(_: Settings) -> Colours:
    """Compose the analyzer from the settings."""
    return Colours()


if __name__ == "__main__":
    sys.exit(worker.serve(build))
