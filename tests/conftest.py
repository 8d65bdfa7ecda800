"""Fixtures for every test: where the corpus lies, and the rule that nothing is skipped in CI."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import weights
from tests.faults import table
from tests.faults.size import FULL

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared"
# Of a real server for the contract of accounts; taken away from everything else that tests start.
MONGO_URL = os.environ.pop("MONGO_URL", "")
LANDMARKS = [name for name, entry in weights.catalog().items() if entry.packaged]


PROCESSES = {"integration", "faults", "e2e"}


def skip_or_fail(reason: str) -> None:
    """Skip on a developer's machine; fail in CI, where everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In CI a test of whole processes has two more tries, which the summary lists.

    Such tests share two cores with servers that they start; a fault that is ours fails each time.
    """
    if not os.environ.get("CI"):
        return
    for item in items:
        if item.path.relative_to(ROOT).parts[1] in PROCESSES:
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture
def root_logger_restored() -> Iterator[None]:
    """What the test does to logging is undone."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real media with ground truth, `../shared/data`."""
    if not (CORPUS / "data").is_dir():
        skip_or_fail("no real media: ../shared/data is not there")
    return CORPUS / "data"


@pytest.fixture(scope="session")
def models() -> Path:
    """A folder of weights, `MODELS_DIR` or `../shared/models`."""
    folder = Path(os.environ.get("MODELS_DIR") or CORPUS / "models")
    if not folder.is_dir():
        skip_or_fail(f"no weights: {folder} is not there; set MODELS_DIR")
    return folder


@pytest.fixture(scope="session")
def landmark_models(models: Path) -> Path:
    """The same folder, where MediaPipe's weights lie in it or come with their package."""
    missing = [name for name in LANDMARKS if weights.found(name, models) is None]
    if missing:
        skip_or_fail(f"no weights: {missing[0]} is neither in {models} nor in the package mediapipe")
    return models


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the figures that the corpus tests measured, also where they passed, and the table of faults.

    The full form of the faults also writes `var/faults.json`.
    """
    told = [
        report.capstdout.strip()
        for report in terminalreporter.getreports("passed")
        if report.nodeid.startswith("tests/corpus") and report.when == "call" and report.capstdout.strip()
    ]
    if told:
        terminalreporter.section("figures on real media")
        terminalreporter.write_line("\n".join(told))
    cases = table.ended(report for ended in terminalreporter.stats.values() for report in ended)
    if cases:
        terminalreporter.section(f"faults, {'full' if FULL else 'short'} form")
        terminalreporter.write_line("\n".join(table.lines(cases)))
        if FULL:
            table.write(cases, ROOT / "var" / "faults.json")
