"""The worker process: consumes the queues of one analyzer and runs it in a child process."""

import functools
import logging
import os
import signal
import socket
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from celery import Celery, signals
from celery.apps import worker as celery_worker
from celery.apps.worker import Worker, install_worker_term_hard_handler
from celery.concurrency import prefork
from celery.exceptions import SoftTimeLimitExceeded, WorkerShutdown
from celery.platforms import SecurityWarning
from celery.worker import consumer, state

from shared import (
    certificates,
    choice,
    crash,
    glancing,
    health,
    logs,
    process,
    queue,
    runner,
    workdirs,
    worker_metrics,
)
from shared import settings as configuration
from shared.analyzer import Analyzer, FrameAnalyzer
from shared.db import migrate
from shared.db.admission import connector
from shared.db.workers import Identity
from shared.domain import Job
from shared.errors import (
    BowerbirdError,
    CredentialsRefused,
    InvalidSetting,
    MissingWeights,
    OutdatedRelease,
    UntrustedServer,
)
from shared.heartbeat import Heartbeat
from shared.loading import Loading
from shared.pulse import Pulse
from shared.remote import Web
from shared.settings import Settings
from shared.shelf import Folder, Shelf
from shared.storage import Storage
from shared.trials import Trials

log = logging.getLogger(__name__)

OUTDATED = 5  # exit status: the database is of a newer release than this worker
TOLD = 143  # exit status: a signal ended it; an engine that restarts what failed starts it with the machine
REFUSED = 6  # exit status: database or broker do not let this worker in, or are not who they should be
ANEW = -1  # no exit status: another model was chosen, and the process begins anew with it
_CHILD_TASKS = 10_000  # a fresh child loads its model again
_START = 300.0  # seconds that a child may take to load its model


def serve(build: Callable[[Settings], Analyzer], *, patience: float = 1) -> int:
    """Work for the analyzer that `build` makes until SIGTERM or SIGINT; return the exit status.

    One analysis may take `patience` times JOB_SECONDS.
    """
    status = process.run(lambda: _work(build, patience))
    if status == ANEW:
        process.again()
    return status


def _work(build: Callable[[Settings], Analyzer], patience: float) -> int:
    """Consume until the end.

    This process only talks to the broker; the analyzer runs in one child, which is begun anew when
    it dies.  No connection is opened before the child is forked that the child would use.
    """
    settings = certificates.trusting(configuration.load(needs=("database_url",)))
    settings = replace(settings, job_seconds=settings.job_seconds * patience)
    analyzer, chosen = choice.built(build, settings)
    logs.configure(analyzer.name, settings.log_format)
    _hush()
    crash.arm(settings.crash)
    identity = _identity(settings, analyzer)
    trials = Trials(functools.partial(choice.made, build, settings, analyzer.name))
    bench = replace(_bench(settings, analyzer, identity.name), chosen=chosen, trials=trials)
    workdirs.sweep(bench.work)
    pulse = Pulse(connector(settings.database_url), analyzer, identity, chosen=chosen, trials=trials)
    signals.task_received.connect(worker_metrics.watch(identity, state.active_requests), weak=False)
    with health.serving(settings, pulse.ready):
        try:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: sys.exit(TOLD))  # until Celery hears them
            pulse.arrive()
        except (OutdatedRelease, CredentialsRefused, UntrustedServer) as error:
            return _status(error)
        if pulse.anew:
            return ANEW
        worker = _celery(bench, taking=pulse.taking)
        with pulse.beating(worker.steer):
            worker.start()
    reason = pulse.fatal or worker.refusal
    if reason:
        return _status(reason)
    if state.should_terminate is not None:
        return TOLD
    return ANEW if pulse.anew else worker.exitcode or 0


def _status(reason: BowerbirdError) -> int:
    if isinstance(reason, OutdatedRelease):
        return OUTDATED
    log.error("%s", reason)
    return REFUSED


def _identity(settings: Settings, analyzer: Analyzer) -> Identity:
    host = socket.gethostname()
    name = f"{analyzer.name}@{host}:{os.getpid()}"
    return Identity(name, analyzer.name, settings.machine or host, migrate.release())


def _celery(bench: runner.Bench, *, taking: bool) -> "_Worker":
    """The worker of the broker; where it is not to take messages yet it begins without."""
    app = _application(bench)
    if not taking:
        app.amqp.queues.deselect(_lanes(bench.analyzer.name))
    worker = _Worker(
        app=app,
        hostname=bench.name,
        pool_cls="prefork",
        concurrency=1,
        consumer_cls=_Consumer,
        optimization="fair",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )
    worker.lanes = _lanes(bench.analyzer.name)
    return worker


def _lanes(analyzer: str) -> list[str]:
    return [lane.name for lane in queue.lanes(analyzer)]


def _hush() -> None:
    """One line per file is ours, none goes past the log; root is no danger where only JSON is accepted."""
    celery_worker.safe_say = lambda *_: None
    prefork.TaskPool.BlockingPool = _Pool
    warnings.filterwarnings("ignore", category=SecurityWarning)
    for name in ("celery.app.trace", "celery.worker.strategy"):
        logging.getLogger(name).setLevel(logging.WARNING)


class _Worker(Worker):  # type: ignore[misc]
    """Ends quickly on SIGTERM and SIGINT: a moment for the file in hand, then its row goes back."""

    lanes: Sequence[str] = ()
    consumer: Any = None
    refusal: BowerbirdError | None = None

    def steer(self, taking: bool, ending: bool) -> None:
        """Take messages or none; with `ending` end once nothing is in hand.  From any thread."""
        if not self.consumer:
            return
        self.consumer.call_soon(self._turn, taking, ending)
        away = self.consumer.connection is None or not self.consumer.connection.connected
        if ending and away and not state.reserved_requests:
            state.should_stop = 0  # nothing is called soon while the broker is looked for

    def _turn(self, taking: bool, ending: bool) -> None:
        consumer = self.consumer
        if consumer.task_consumer:  # there is none between two connections
            for lane in self.lanes:
                if taking and not consumer.task_consumer.consuming_from(lane):
                    consumer.add_task_queue(lane)
                elif not taking and consumer.task_consumer.consuming_from(lane):
                    consumer.cancel_task_queue(lane)
        if ending and not state.reserved_requests:
            state.should_stop = 0

    def install_platform_tweaks(self, worker: Worker) -> None:
        super().install_platform_tweaks(worker)
        install_worker_term_hard_handler(worker, sig="SIGTERM", verbose=False)
        install_worker_term_hard_handler(worker, sig="SIGINT", verbose=False)

    def wait_for_soft_shutdown(self) -> None:
        """Wait for the file in hand, and not for the whole time where it is done sooner."""
        end = time.monotonic() + self.app.conf.worker_soft_shutdown_timeout
        while state.active_requests and time.monotonic() < end:
            time.sleep(0.05)


class _Pool(prefork.TaskPool.BlockingPool):  # type: ignore[misc]
    """Ends also where its child was ended in the midst of an answer: its lock stays taken."""

    @classmethod
    def _set_result_sentinel(cls, outqueue: Any, pool: Any) -> None:
        if outqueue._wlock.acquire(timeout=1):  # a second is long for an answer, and short for a person
            outqueue._wlock.release()
            super()._set_result_sentinel(outqueue, pool)


class _Consumer(consumer.Consumer):  # type: ignore[misc]
    """Asks for no right but to read its queues, and ends where the broker refuses even that."""

    class Blueprint(consumer.Consumer.Blueprint):  # type: ignore[misc]
        """Celery's own without the queues of tasks with an ETA, which nobody here sends."""

        default_steps = tuple(
            step
            for step in consumer.Consumer.Blueprint.default_steps
            if not step.endswith(":DelayedDelivery")
        )

    def ensure_connected(self, conn: Any) -> Any:
        try:
            queue.greet(conn)
        except (CredentialsRefused, UntrustedServer) as error:
            self.controller.refusal = error
            raise WorkerShutdown(REFUSED) from error
        return super().ensure_connected(conn)


def _bench(settings: Settings, analyzer: Analyzer, name: str) -> runner.Bench:
    load = Loading(analyzer)
    return runner.Bench(
        settings=settings,
        analyzer=analyzer,
        load=load,
        news=load.news,
        connect=connector(settings.database_url, durable=False),
        heartbeat=Heartbeat(connector(settings.database_url, durable=False), settings.lease_seconds),
        shelf=_shelf(settings, analyzer),
        name=name,
        late=SoftTimeLimitExceeded,
    )


def _shelf(settings: Settings, analyzer: Analyzer) -> Shelf:
    return Web(settings, analyzer.name) if settings.media_url else Folder(Storage(settings.storage))


def _application(bench: runner.Bench) -> Celery:
    """The application with its only task."""
    settings = bench.settings
    app = queue.application(
        settings,
        task_queues=queue.consumed(settings, bench.analyzer.name, state.maybe_shutdown),
        task_soft_time_limit=settings.job_seconds - min(10.0, settings.job_seconds / 10),
        task_time_limit=settings.job_seconds,
        worker_max_tasks_per_child=_CHILD_TASKS,
        worker_max_memory_per_child=settings.job_memory >> 10,
        worker_proc_alive_timeout=_START,
        worker_soft_shutdown_timeout=settings.stop_seconds,
    )

    @app.task(name=queue.TASK)  # type: ignore[untyped-decorator]
    def analyze(**body: Any) -> None:
        runner.run(bench, Job(**body))

    def load(**_: Any) -> None:
        """Load the model before the first file comes; what fails here is told of that file.

        One that may be off takes no memory for its model before there is a file for it.
        """
        if not bench.analyzer.discreet:
            with suppress(MissingWeights, InvalidSetting):
                bench.load()
        if isinstance(bench.analyzer, FrameAnalyzer):
            others = bench.trials and bench.trials.apart()  # one that no work on files waits for
            glancing.begin(
                bench.analyzer, bench.load, settings.database_url, others.loaded if others else None
            )

    signals.worker_process_init.connect(load, weak=False)
    signals.setup_logging.connect(lambda **_: None, weak=False)
    return app
