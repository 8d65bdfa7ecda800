"""What `bowerbird doctor` looks at; each check says how it stands and what to do."""

import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from services.cli import library
from services.cli.answers import NotRunning
from shared.db import progress
from shared.db.connection import Connection
from shared.settings import Settings
from shared.weights import WeightFile, catalog, found

TOOLS = {  # program: the Debian package that brings it
    "exiftool": "libimage-exiftool-perl",
    "ffmpeg": "ffmpeg",
    "ffprobe": "ffmpeg",
    "prlimit": "util-linux",
    "setpriv": "util-linux",
    "tesseract": "tesseract-ocr",
}
PACKAGES = ("celery", "cv2", "face_recognition", "flask", "onnxruntime", "psycopg2", "pyvips")
SKEW = 5.0  # seconds that the clock of a file system may differ


class State(StrEnum):
    """How a check ended; only `failed` makes `doctor` fail."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Check:
    """One thing looked at; `remedy` says what to do where it is not ok."""

    name: str
    state: State
    detail: str
    remedy: str = ""


def every(settings: Settings) -> Iterator[Check]:
    """Look at everything; at tools and packages only where the services run beside this command."""
    if not settings.database_url:
        yield from _tools()
        yield _packages()
    yield from (_writable(name, path) for name, path in _folders(settings))
    yield _space(settings)
    yield _clock(settings)
    yield from _weights(settings)
    yield _broker(settings)
    yield from _database(settings)


def _tools() -> Iterator[Check]:
    for tool, package in TOOLS.items():
        path = shutil.which(tool)
        if path:
            yield Check(tool, State.OK, path)
        else:
            yield Check(tool, State.FAILED, "not installed", f"run: apt-get install {package}")


def _packages() -> Check:
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        return Check(
            "packages", State.FAILED, f"{', '.join(missing)} cannot be imported", "run `make run` again"
        )
    return Check("packages", State.OK, "all there")


def _folders(settings: Settings) -> list[tuple[str, Path]]:
    return [("inbox", settings.inbox), ("data", settings.data), ("storage", settings.storage)]


def _writable(name: str, folder: Path) -> Check:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-"):
            return Check(name, State.OK, str(folder))
    except OSError as error:
        remedy = f"let this user write there, or set {name.upper() if name != 'storage' else 'DATA'}"
        return Check(name, State.FAILED, f"{folder}: {error.strerror}", remedy)


def _space(settings: Settings) -> Check:
    try:
        free = shutil.disk_usage(settings.storage).free
    except OSError as error:
        return Check(
            "disk", State.FAILED, f"{settings.storage}: {error.strerror}", "see the folder's own check"
        )
    detail = f"{free / (1 << 30):.1f} GiB free"
    if free < settings.min_free:
        remedy = "make room or lower MIN_FREE; nothing is taken in until then"
        return Check("disk", State.FAILED, detail, remedy)
    return Check("disk", State.OK, detail)


def _clock(settings: Settings) -> Check:
    """The time of files must agree with ours, or what is new cannot be told from what is old."""
    try:
        with tempfile.NamedTemporaryFile(dir=settings.inbox, prefix=".doctor-") as file:
            skew = os.fstat(file.fileno()).st_mtime - time.time()
    except OSError:
        return Check("clock", State.WARNING, "the inbox cannot be written to", "see the inbox's own check")
    if abs(skew) > SKEW:
        remedy = "set the clock of this machine and of the file server by NTP"
        return Check("clock", State.FAILED, f"the inbox is {skew:+.0f} s from this machine", remedy)
    return Check("clock", State.OK, time.strftime("%Y-%m-%d %H:%M:%S %Z"))


def _weights(settings: Settings) -> Iterator[Check]:
    for entry in catalog().values():
        if path := found(entry.name, settings.models_dir):
            yield Check(entry.name, State.OK, str(path))
        elif _stood_in_for(entry, settings):
            yield Check(entry.name, State.OK, f"not needed beside {' and '.join(entry.instead)}")
        else:
            remedy = f"run `bowerbird models fetch`, or put the file into {settings.models_dir}"
            yield Check(
                entry.name, State.WARNING, f"missing; {entry.analyzer} waits or works without", remedy
            )


def _stood_in_for(entry: WeightFile, settings: Settings) -> bool:
    """Whether other files do the work of one, and no setting asks for it."""
    asked = entry.analyzer == "attributes" and entry.name.startswith(f"{settings.attributes_model}/")
    others = [(settings.models_dir / name).is_file() for name in entry.instead]
    return bool(others) and all(others) and not asked


def _broker(settings: Settings) -> Check:
    if not settings.broker_url:
        return _writable("broker", settings.data / "broker")
    address = urlsplit(settings.broker_url)
    host, port = address.hostname or "", address.port or (5671 if address.scheme == "amqps" else 5672)
    try:
        socket.create_connection((host, port), timeout=3).close()
    except OSError as error:
        return Check("broker", State.FAILED, f"{host}:{port}: {error.strerror or error}", "see BROKER_URL")
    return Check("broker", State.OK, f"{host}:{port}")


def _database(settings: Settings) -> Iterator[Check]:
    try:
        with library.opened(settings)() as conn:
            yield Check("database", State.OK, "reachable")
            yield from _analyzers(conn)
    except NotRunning as error:
        yield Check("database", State.WARNING, "Bowerbird is not running", str(error))
    except psycopg2.OperationalError as error:
        words = str(error).strip().splitlines() or ["no answer"]
        yield Check("database", State.FAILED, words[-1], "start Bowerbird, or see DATABASE_URL")


def _analyzers(conn: Connection) -> Iterator[Check]:
    for analyzer in progress.analyzers(conn):
        if analyzer.blocked_by:
            yield Check(analyzer.name, State.WARNING, f"{analyzer.blocked} files wait", analyzer.blocked_by)
        else:
            yield Check(analyzer.name, State.OK, f"{analyzer.engine} {analyzer.model}".strip())
