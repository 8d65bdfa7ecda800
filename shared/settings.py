"""Every setting of every service, read once from the environment at the top of a process."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from shared.errors import InvalidSetting


@dataclass(frozen=True)
class Settings:
    """The values that a process is started with; the name in upper case is the variable.

    Each may also come from a file named by the variable with `_FILE` behind it, for secrets.
    """

    data: Path = Path("var")
    inbox: Path = Path()  # DATA/inbox where it is not set
    models_dir: Path = Path()  # DATA/models where it is not set
    host: str = "127.0.0.1"
    port: int = 8420
    database_url: str = ""  # the embedded server's where it is not set
    broker_url: str = ""  # DATA/broker where it is not set, else amqp://…
    source: str = "inbox"  # label of what arrives through the inbox
    stable_seconds: float = 0.7  # how long a file must not change before it is taken
    rescan_seconds: float = 30.0
    incomplete_seconds: float = 600.0  # how long a file that looks unfinished is waited for
    min_free: int = 5 << 30  # bytes of disk space below which nothing is taken in
    crash: str = ""  # tests: the step after which the process ends itself
    window: int = 200  # messages outstanding per queue
    lease_seconds: float = 60.0
    max_attempts: int = 5
    backoff_seconds: float = 30.0  # before the next attempt, doubled with each
    job_seconds: float = 900.0  # hard limit of one analysis
    job_memory: int = 4 << 30  # bytes; a worker's child that has grown beyond begins anew
    stop_seconds: float = 5.0  # that a worker told to stop may go on with its file
    model_threads: int = 0  # of one model in one process; every core where 0
    detect_model: str = "yolo26n.onnx"
    detect_threshold: float = 0.3
    detect_classes: tuple[str, ...] = ()  # all where empty
    detect_size: int = 640
    faces_detector: str = "auto"  # auto, yunet, hog
    faces_threshold: float = 0.75
    ocr_engine: str = "auto"  # auto, rapidocr, tesseract
    ocr_languages: tuple[str, ...] = ("eng",)  # names of tesseract
    speech_engine: str = "auto"  # auto, faster-whisper, openai-whisper, pocketsphinx
    speech_model: str = "base"
    speech_language: str = ""  # told from the sound where empty
    speech_chunk_seconds: float = 600.0
    frame_seconds: float = 5.0  # steady interval of sampled video frames
    frame_limit: int = 60
    trusted_hosts: tuple[str, ...] = ()  # further names that this machine is reached by
    proxies: int = 0  # reverse proxies in front of the web service
    scrub_rate: int = 20 << 20  # bytes a second that the scrubber reads at most; it rests where 0
    scrub_days: float = 30.0  # from the start of one of its rounds to the next
    public_url: str = ""  # https://… by which people and workers reach the web service
    accel: str = ""  # path by which nginx serves the storage folder; this process sends files where empty
    secret_key: str = ""  # signs the addresses of media for workers on other machines
    mongo_url: str = ""  # accounts and tokens lie in this MongoDB; in PostgreSQL where empty
    public_database: str = ""  # HOST:PORT of PostgreSQL for them; port 5432 of PUBLIC_URL's host where empty
    public_broker: str = ""  # HOST:PORT of RabbitMQ for them; port 5671 of PUBLIC_URL's host where empty
    broker_admin_url: str = ""  # RabbitMQ's management API, as a user who may make users
    ca_certificate: str = ""  # PEM file that signed the servers' certificates, or its content in Base64
    machine: str = ""  # name of this machine; its host name where empty
    media_url: str = ""  # web service that a worker fetches media from; the storage folder where empty
    media_token: str = ""  # what the worker shows there
    health_host: str = "127.0.0.1"
    health_port: int = 0  # of /healthz, /readyz and /metrics; not served where 0
    log_format: str = "text"  # text or json

    @property
    def storage(self) -> Path:
        """Where originals and derived files are kept."""
        return self.data / "storage"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raise `InvalidSetting` that names the first wrong one."""
    source = os.environ if environ is None else environ
    given = {
        f.name: _parse(f.name, f.type, text) for f in fields(Settings) if (text := _text(source, f.name))
    }
    data = Path(given.get("data", Settings.data)).resolve()
    given |= {
        "data": data,
        "inbox": Path(given.get("inbox", data / "inbox")).resolve(),
        "models_dir": Path(given.get("models_dir", data / "models")).resolve(),
    }
    return Settings(**given)


def inherited(changes: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of this process with `changes`, for a child process."""
    return {**os.environ, **changes}


def _text(source: Mapping[str, str], name: str) -> str | None:
    file = source.get(f"{name.upper()}_FILE")
    if not file:
        return source.get(name.upper())
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise InvalidSetting(f"{name.upper()}_FILE: cannot read {file}: {error.strerror}") from error


def _parse(name: str, kind: Any, text: str) -> Any:
    parsers: dict[Any, Callable[[str], Any]] = {
        int: int,
        float: float,
        Path: Path,
        str: str,
        tuple[str, ...]: lambda value: tuple(part.strip() for part in value.split(",") if part.strip()),
    }
    try:
        return parsers[kind](text)
    except ValueError as error:
        raise InvalidSetting(f"{name.upper()}={text!r} is not a number") from error
