"""Every service of a running stack tells its metrics, and the table that explains them is complete."""

import re
import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families

from services.cli.stack.programs import SERVICES
from tests import samples
from tests.conftest import ROOT
from tests.e2e.running import Running, until
from tests.integration.ports import free_row

LIBRARY = ("python_", "process_")  # metrics of prometheus_client itself


def scrape(port: int):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return list(text_string_to_metric_families(answer.read().decode()))


def ours(families) -> set[str]:
    return {family.name for family in families if not family.name.startswith(LIBRARY)}


@pytest.fixture
def first_port() -> int:
    """The first of a row of ports that nobody has just now."""
    return free_row(len(SERVICES))


@pytest.fixture
def measured(own_stack, first_port) -> Running:
    stack: Running = own_stack(HEALTH_PORT=str(first_port))
    stack.start()
    return stack


def test_every_service_tells_metrics_that_the_documentation_explains(measured, first_port, tmp_path):
    measured.drop(samples.photo(tmp_path / "heron.jpg", seed=7))
    until(lambda: measured.files("heron"))
    ports = {name: first_port + place for place, name in enumerate(SERVICES)}
    until(lambda: taken(ports["ingest"]) == 1)
    found = {name: ours(scrape(port)) for name, port in ports.items()}
    table = (ROOT / "docs/operations.md").read_text()
    documented = set(re.findall(r"^\| `(bowerbird_\w+?)(?:_total)?`", table, re.MULTILINE))
    assert set().union(*found.values()) == documented
    assert taken(ports["ingest"]) == 1
    assert ready(ports["web"]) == ready(ports["dispatch"]) == ready(ports["ingest"]) == "ready"


def taken(port: int) -> float:
    """How many files ingest says that it has taken."""
    samples = [
        sample
        for family in scrape(port)
        if family.name == "bowerbird_files_taken"
        for sample in family.samples
    ]
    return sum(sample.value for sample in samples if sample.name.endswith("_total"))


def ready(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
        return answer.read().decode().strip()
