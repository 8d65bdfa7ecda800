"""The two brokers: none at all, and a private RabbitMQ node."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.crew import Crew


@pytest.fixture
def crew(tmp_path: Path, database: str) -> Iterator[Crew]:
    """Processes on the embedded broker."""
    crew = Crew(tmp_path, database)
    yield crew
    crew.close()
