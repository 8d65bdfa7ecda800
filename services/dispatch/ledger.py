"""The ledger's figures for Prometheus, asked of the database when they are looked at."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import psycopg2
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from shared.db import endings, progress, tallies
from shared.db.connection import Connect
from shared.db.endings import Ended
from shared.db.progress import AnalyzerProgress
from shared.db.tallies import Doubtful, Present

BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 180.0, 600.0, 1800.0)
_STATES = ("waiting", "running", "done", "failed", "blocked")
_FRESH = 5.0  # seconds that an answer serves: who asks more often costs the database nothing
_SETTLED = 5.0  # seconds that a transaction may take to show what ended in it
_SEEN = 60.0  # seconds since the last sign of a worker that is there


@dataclass
class _Durations:
    """How many analyses of one analyzer took up to each bound, and longer; and all their seconds."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    def add(self, ended: Ended) -> None:
        self.counts[ended.bucket] += ended.n
        self.seconds += ended.seconds

    def buckets(self) -> list[tuple[str, float]]:
        """Cumulated, as Prometheus has them."""
        names = [*map(str, BOUNDS), "+Inf"]
        return [(name, sum(self.counts[: index + 1])) for index, name in enumerate(names)]


class Ledger(Collector):
    """Tells how the work stands, and counts what has ended since this process began."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._up = False
        self._until: datetime | None = None
        self._progress: list[AnalyzerProgress] = []
        self._present: list[Present] = []
        self._doubtful: list[Doubtful] = []
        self._ends: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._durations: defaultdict[str, _Durations] = defaultdict(_Durations)

    def describe(self) -> Iterator[Metric]:
        """Nothing: to register needs no database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The figures of now, or the last ones where the database does not answer."""
        with self._lock:
            if time.monotonic() - self._asked >= _FRESH:
                self._ask()
            yield GaugeMetricFamily("bowerbird_ledger_up", "Whether the database answers", value=self._up)
            yield self._analyses()
            yield self._ended()
            yield self._took()
            yield from self._others()
            yield self._originals()

    def _ask(self) -> None:
        try:
            with self._connect() as conn:
                until = endings.moment(conn, ago=_SETTLED)
                ended = endings.ended(conn, self._until or until, until, BOUNDS)
                self._progress, self._present = progress.analyzers(conn), tallies.present(conn, seen=_SEEN)
                self._doubtful = tallies.doubtful(conn)
        except psycopg2.Error:
            self._up = False
            return
        self._until, self._up, self._asked = until, True, time.monotonic()
        for one in ended:
            self._ends[one.analyzer, one.outcome] += one.n
            if one.outcome == "done":
                self._durations[one.analyzer].add(one)

    def _analyses(self) -> Metric:
        family = GaugeMetricFamily(
            "bowerbird_analyses", "Rows of the ledger by state", labels=["analyzer", "state"]
        )
        for one in self._progress:
            for state in _STATES:
                family.add_metric([one.name, state], getattr(one, state))
        return family

    def _ended(self) -> Metric:
        family = CounterMetricFamily(
            "bowerbird_analyses_ended", "Analyses that ended", labels=["analyzer", "outcome"]
        )
        for one in self._progress:
            for outcome in ("done", "failed"):
                family.add_metric([one.name, outcome], self._ends[one.name, outcome])
        return family

    def _took(self) -> Metric:
        family = HistogramMetricFamily(
            "bowerbird_analysis_duration_seconds", "From claim to findings stored", labels=["analyzer"]
        )
        for one in self._progress:
            durations = self._durations[one.name]
            family.add_metric([one.name], durations.buckets(), durations.seconds)
        return family

    def _others(self) -> Iterator[Metric]:
        overdue = GaugeMetricFamily(
            "bowerbird_leases_overdue", "Leases that ran out and are not taken back yet", labels=["analyzer"]
        )
        workers = GaugeMetricFamily(
            "bowerbird_workers", "Workers that gave a sign in the last minute", labels=["analyzer"]
        )
        fenced = CounterMetricFamily(
            "bowerbird_fenced_writes", "Results refused because their lease was lost", labels=["analyzer"]
        )
        paused = GaugeMetricFamily(
            "bowerbird_analyzer_paused", "Whether a person paused the analyzer", labels=["analyzer"]
        )
        for known in self._progress:
            paused.add_metric([known.name], known.paused)
        for one in self._present:
            overdue.add_metric([one.analyzer], one.overdue)
            workers.add_metric([one.analyzer], one.workers)
            fenced.add_metric([one.analyzer], one.fenced)
        yield from (overdue, workers, fenced, paused)

    def _originals(self) -> Metric:
        family = GaugeMetricFamily(
            "bowerbird_original_problems", "Originals that are not as they were kept", labels=["state"]
        )
        for one in self._doubtful:
            family.add_metric([one.state], one.n)
        return family
