"""Which processes make up the stack, and what each is given."""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from services.cli.stack.child import Program
from services.cli.stack.postgres import Cluster
from shared import settings as environment
from shared.settings import Settings
from shared.weights import catalog, found

FRONT = ("web", "ingest", "dispatch")  # what a person waits for
WORKERS = (
    "detect",
    "faces",
    "ocr",
    "speech",
    "preview",
    "phash",
    "classify",
    "place",
    "colour",
    "attributes",
    "nsfw",
    "mesh",
    "pose",
)
SERVICES = (*FRONT, *WORKERS, "scrub")
NICENESS = 5  # of the workers
ROOT = Path(__file__).resolve().parents[3]


def database(cluster: Cluster) -> Program:
    """The embedded PostgreSQL; SIGINT is its fast shutdown."""
    return Program(
        "postgres",
        cluster.command(),
        environment.inherited({"LC_ALL": "C.UTF-8"}),
        stop=signal.SIGINT,
        prepare=cluster.prepare,
    )


def service(settings: Settings, name: str) -> Program:
    """One service; the workers yield to the pages that a person waits for."""
    niceness = NICENESS if name in WORKERS else 0
    command = _module(f"services.{name}", niceness=niceness)
    port = settings.health_port + SERVICES.index(name) if settings.health_port else 0
    given = {**_environment(settings), "HEALTH_PORT": str(port)}
    return Program(name, command, given, drains=name in WORKERS)


def weights(settings: Settings) -> Program | None:
    """Fetches the weights that are missing into our own folder; None where there is nothing to fetch.

    A MODELS_DIR of the person's own is used as it is; `bowerbird models fetch` fills it when asked.
    """
    missing = [name for name in catalog() if found(name, settings.models_dir) is None]
    if not missing or not settings.models_dir.is_relative_to(settings.data):
        return None
    command = _module("services.cli", "models", "fetch", niceness=NICENESS)
    return Program("weights", command, _environment(settings), once=True)


def variables(settings: Settings) -> Mapping[str, str]:
    """What a service is told beside what it inherits.

    Half of the cores for one model, as several run at once; OpenMP threads must not spin in wait.
    """
    threads = settings.model_threads or max(1, (os.cpu_count() or 1) // 2)
    given = {
        "DATA": str(settings.data),
        "INBOX": str(settings.inbox),
        "MODELS_DIR": str(settings.models_dir),
        "PORT": str(settings.port),
        "DATABASE_URL": settings.database_url,
        "BROKER_URL": settings.broker_url,
        "MODEL_THREADS": str(threads),
        "OMP_NUM_THREADS": str(threads),
        "OMP_WAIT_POLICY": "PASSIVE",
        "OPENBLAS_NUM_THREADS": str(threads),
        "OMP_THREAD_LIMIT": str(threads),  # Tesseract heeds this one
        "MALLOC_ARENA_MAX": "2",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    return {name: value for name, value in given.items() if value}


def _environment(settings: Settings) -> Mapping[str, str]:
    return environment.inherited(variables(settings))


def _module(name: str, *words: str, niceness: int = 0) -> list[str]:
    nice = ["nice", "-n", str(niceness)] if niceness else []
    leash = ["services.cli.stack.leash", str(os.getpid())]
    return [*nice, sys.executable, "-P", "-m", *leash, name, *words]
