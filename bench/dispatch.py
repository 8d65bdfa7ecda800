"""What the way from ledger to worker costs beside bare Celery, and how it grows with the workers."""

import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kombu import Connection

from bench import backlog, bare, usage
from bench.ledger import Ledger
from bench.report import Figure
from tests.conftest import ROOT
from tests.e2e.running import until
from tests.integration.rabbit import Rabbit

JOBS, WARM = 500, 50
ROUNDS = 3  # the machine is never quiet: the middle one of three counts
SLEEP = 0.05
NUMBERS = (1, 2, 4)
JOBS_PER_WORKER = 150


def measure(folder: Path) -> Iterator[Figure]:
    """On one RabbitMQ of its own, each figure right beside its floor."""
    with Rabbit() as rabbit:
        ledger = Ledger(folder, rabbit)
        try:
            yield from _costs(ledger)
            yield from _scaling(ledger)
            yield from backlog.measure(ledger)
        finally:
            ledger.close()


def _costs(ledger: Ledger) -> Iterator[Figure]:
    """CPU of jobs that do nothing: ours and bare ones by turns."""
    ours, floors = [], []
    for _ in range(ROUNDS):
        floors.append(_bare(ledger.rabbit))
        ours.append(_own(ledger))
    names = (
        "dispatch, CPU a job beside publishing with bare Celery",
        "worker, CPU a job beside bare Celery's",
    )
    for place, name in enumerate(names):
        value, floor = (statistics.median(cost[place] for cost in costs) for costs in (ours, floors))
        yield Figure(name, value, "ms", floor)
    yield Figure("PostgreSQL, CPU a job", statistics.median(cost[2] for cost in ours), "ms")


def _own(ledger: Ledger) -> tuple[float, float, float]:
    """Milliseconds of dispatch, worker and PostgreSQL for a job."""
    dispatch = [ledger.process("dispatch")]
    with ledger.workers(1, 0) as workers:
        ledger.fill(WARM)
        ledger.wait_done(WARM)
        tree, postgres = usage.tree(workers[0].pid), ledger.postgres()
        ledger.fill(JOBS)
        before = [usage.cpu(each) for each in (dispatch, tree, postgres)]
        ledger.wait_done(JOBS)
        after = [usage.cpu(each) for each in (dispatch, tree, postgres)]
    first, second, third = ((end - start) / JOBS * 1000 for start, end in zip(before, after, strict=True))
    return first, second, third


def _bare(rabbit: Rabbit) -> tuple[float, float]:
    """Milliseconds of publisher and worker for a message."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "bench.bare", "work", rabbit.url],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _publish(rabbit, WARM)
        tree = usage.tree(worker.pid)
        before = usage.cpu(tree)
        published = _publish(rabbit, JOBS)
        return published / JOBS * 1000, (usage.cpu(tree) - before) / JOBS * 1000
    finally:
        worker.terminate()
        worker.wait(30)


def _publish(rabbit: Rabbit, count: int) -> float:
    """Publish, wait until all are consumed, and return the publisher's CPU seconds."""
    command = [sys.executable, "-m", "bench.bare", "publish", rabbit.url, str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    with Connection(rabbit.url) as connection:
        channel = connection.default_channel
        until(lambda: not channel.queue_declare(bare.NAME, passive=True).message_count, 300)
    return float(done.stdout)


def _scaling(ledger: Ledger) -> Iterator[Figure]:
    """Files a second of simulated workers beside as many times the rate of one."""
    rounds = [{number: _rate(ledger, number) for number in NUMBERS} for _ in range(ROUNDS)]
    one = statistics.median(rates[1] for rates in rounds)
    yield Figure(f"1 worker that sleeps {SLEEP * 1000:.0f} ms a file", one, "/s", 1 / SLEEP)
    for number in NUMBERS[1:]:
        rates = statistics.median(each[number] for each in rounds)
        yield Figure(f"{number} workers beside {number} times one", rates, "/s", number * one, 0.95, "above")


def _rate(ledger: Ledger, number: int) -> float:
    count = number * JOBS_PER_WORKER
    with ledger.workers(number, SLEEP):
        ledger.fill(count)
        ledger.wait_done(count)
        return ledger.rate()
