"""The two brokers: none at all, and a private RabbitMQ node."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import skip_or_fail
from tests.integration.crew import Crew
from tests.integration.rabbit import SERVER, Rabbit


@pytest.fixture(scope="session")
def rabbit_node() -> Iterator[Rabbit]:
    """The node that all tests of the session share."""
    if not SERVER.exists():
        skip_or_fail("no RabbitMQ: install the package rabbitmq-server")
    with Rabbit() as node:
        yield node


@pytest.fixture
def rabbit(rabbit_node: Rabbit) -> Iterator[Rabbit]:
    """A running RabbitMQ without queues."""
    yield rabbit_node
    rabbit_node.clear()


@pytest.fixture
def embedded(tmp_path: Path, database: str) -> Iterator[Crew]:
    """Processes on the embedded broker."""
    crew = Crew(tmp_path, database)
    yield crew
    crew.close()


@pytest.fixture
def distributed(tmp_path: Path, database: str, rabbit: Rabbit) -> Iterator[Crew]:
    """Processes on RabbitMQ with quorum queues."""
    crew = Crew(tmp_path, database, rabbit.url)
    yield crew
    crew.close()


@pytest.fixture(params=["embedded", "distributed"])
def crew(request: pytest.FixtureRequest) -> Crew:
    """Processes on either broker, one after the other."""
    return request.getfixturevalue(request.param)
