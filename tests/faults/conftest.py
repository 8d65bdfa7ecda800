"""The servers and processes of the campaign, and what each of its cases counted."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.faults import outposts as remote
from tests.faults import table
from tests.faults.campaign import Campaign
from tests.faults.postgres import Postgres, make_template
from tests.faults.size import FULL
from tests.faults.table import Case
from tests.integration import brokers
from tests.integration import conftest as servers
from tests.integration.crew import Crew
from tests.integration.rabbit import Rabbit

server, template, database, connect = servers.server, servers.template, servers.database, servers.connect
rabbit_node, rabbit, crew = brokers.rabbit_node, brokers.rabbit, brokers.crew
embedded, distributed = brokers.embedded, brokers.distributed
network, hosted, outposts = remote.network, remote.hosted, remote.outposts

PATIENCE = 3600  # seconds that one case of the full form may take


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    """The line of this case in the table; the marker `fault` gives its number."""
    marker = request.node.get_closest_marker("fault")
    assert marker, "mark the case with its number: @pytest.mark.fault('F1')"
    words = request.node.name.removeprefix("test_").replace("_", " ")
    case = Case(marker.args[0], words)
    begun = time.monotonic()
    yield case
    case.seconds = time.monotonic() - begun


@pytest.fixture
def campaign(distributed: Crew, case: Case) -> Campaign:
    """Services on the shared PostgreSQL and RabbitMQ; nothing is started yet."""
    return Campaign(distributed, case)


@pytest.fixture(scope="session")
def cluster_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a PostgreSQL server with an empty, migrated database."""
    return make_template(tmp_path_factory.mktemp("cluster"))


@pytest.fixture
def own_server(
    cluster_template: Path, tmp_path: Path, rabbit: Rabbit, case: Case
) -> Iterator[Callable[..., tuple[Campaign, Postgres]]]:
    """Starts a PostgreSQL of this case's own, with these settings and variables, and a campaign on it."""
    with ExitStack() as stack:

        def start(*settings: str, **environ: str) -> tuple[Campaign, Postgres]:
            postgres = stack.enter_context(Postgres(cluster_template, settings, environ))
            crew = Crew(tmp_path, postgres.url, rabbit.url)
            stack.callback(crew.close)
            return Campaign(crew, case), postgres

        yield start


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    case = getattr(item, "funcargs", {}).get("case")
    if case is not None and report.when == "call":
        case.passed = report.passed
    if case is not None and report.when == "teardown":
        report.user_properties.append((table.CASE, asdict(case)))
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A case of the full form may last."""
    for item in items:
        if FULL and item.get_closest_marker("fault"):
            item.add_marker(pytest.mark.timeout(PATIENCE))
