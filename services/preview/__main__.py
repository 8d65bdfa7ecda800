"""The worker that makes small videos for browsers."""

import sys

from services.preview.analyzer import Preview
from shared import worker
from shared.settings import Settings


def build(settings: Settings) -> Preview:
    """Compose the analyzer from the settings."""
    return Preview(seconds=settings.job_seconds * 0.9)


if __name__ == "__main__":
    sys.exit(worker.serve(build))
