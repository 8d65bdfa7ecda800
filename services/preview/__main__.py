"""The worker that makes small videos for browsers."""

import sys

from services.preview.analyzer import Preview
from shared import worker
from shared.settings import Settings

PATIENCE = 16  # a film of two hours takes more than the quarter of an hour that other analyses get


def build(settings: Settings) -> Preview:
    """Compose the analyzer from the settings."""
    return Preview(seconds=settings.job_seconds * 0.9)


if __name__ == "__main__":
    sys.exit(worker.serve(build, patience=PATIENCE))
