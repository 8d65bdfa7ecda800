"""Every setting of every service, read once from the environment at the top of a process."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any, get_args

from shared import rules
from shared.errors import InvalidSetting


@dataclass(frozen=True)
class Settings:
    """The values that a process is started with; the name in upper case is the variable.

    Each may also come from a file named by the variable with `_FILE` behind it, for secrets.
    """

    data: rules.Folder = Path("var")
    inbox: rules.Folder = Path()  # DATA/inbox where it is not set
    models_dir: rules.Folder = Path()  # DATA/models where it is not set
    host: str = "127.0.0.1"
    port: rules.Port = 8420
    database_url: rules.DatabaseUrl = ""  # the embedded server's where it is not set
    broker_url: rules.BrokerUrl = ""  # DATA/broker where it is not set, else amqp://…
    source: str = "inbox"  # label of what arrives through the inbox
    stable_seconds: rules.Pause = 0.7  # how long a file must not change before it is taken
    rescan_seconds: rules.Seconds = 30.0
    incomplete_seconds: rules.Pause = 600.0  # how long a file that looks unfinished is waited for
    min_free: rules.Amount = 5 << 30  # bytes of disk space below which nothing is taken in
    crash: str = ""  # tests: the step after which the process ends itself
    window: rules.Count = 200  # messages outstanding per queue
    lease_seconds: rules.Seconds = 60.0
    max_attempts: rules.Count = 5
    backoff_seconds: rules.Pause = 30.0  # before the next attempt, doubled with each
    job_seconds: rules.Seconds = 900.0  # hard limit of one analysis
    job_memory: rules.Memory = 4 << 30  # bytes; a worker's child that has grown beyond begins anew
    stop_seconds: rules.Pause = 5.0  # that a worker told to stop may go on with its file
    model_threads: rules.Amount = 0  # of one model in one process; every core where 0
    detect_model: rules.ModelFile = "yolo26n.onnx"
    detect_threshold: rules.Share = 0.3
    detect_classes: tuple[str, ...] = ()  # all where empty
    detect_size: rules.Side = 640
    classify_model: rules.ModelFile = "mobilenet_v2.onnx"
    classify_threshold: rules.Share = 0.5
    faces_detector: rules.FacesDetector = "auto"
    faces_threshold: rules.Share = 0.75
    attributes_model: rules.AttributesModel = "auto"
    ocr_engine: rules.OcrEngine = "auto"
    ocr_languages: rules.Scripts = ("eng",)  # names of tesseract
    speech_engine: rules.SpeechEngine = "auto"
    speech_model: str = "base"
    speech_language: rules.Language = ""  # told from the sound where empty
    speech_chunk_seconds: rules.Seconds = 600.0
    frame_seconds: rules.Seconds = 5.0  # steady interval of sampled video frames
    frame_limit: rules.Count = 60
    trusted_hosts: tuple[str, ...] = ()  # further names that this machine is reached by
    proxies: rules.Amount = 0  # reverse proxies in front of the web service
    scrub_rate: rules.Amount = 20 << 20  # bytes a second that the scrubber reads at most; it rests where 0
    scrub_days: rules.Seconds = 30.0  # from the start of one of its rounds to the next
    trash_days: rules.Seconds = 30.0  # that a file stays in the trash before it is removed for good
    public_url: rules.WebUrl = ""  # https://… by which people and workers reach the web service
    accel: rules.UrlPath = (
        ""  # path by which nginx serves the storage folder; this process sends files where empty
    )
    secret_key: rules.Key = ""  # signs the addresses of media for workers on other machines
    mongo_url: rules.MongoUrl = ""  # accounts and tokens lie in this MongoDB; in PostgreSQL where empty
    public_database: rules.Place = (
        ""  # HOST:PORT of PostgreSQL for them; port 5432 of PUBLIC_URL's host where empty
    )
    public_broker: rules.Place = (
        ""  # HOST:PORT of RabbitMQ for them; port 5671 of PUBLIC_URL's host where empty
    )
    broker_admin_url: rules.AdminUrl = ""  # RabbitMQ's management API, as a user who may make users
    ca_certificate: str = ""  # PEM file that signed the servers' certificates, or its content in Base64
    machine: rules.Machine = ""  # name of this machine; its host name where empty
    media_url: rules.WebUrl = (
        ""  # web service that a worker fetches media from; the storage folder where empty
    )
    media_token: str = ""  # what the worker shows there
    health_host: str = "127.0.0.1"
    health_port: rules.Port = 0  # of /healthz, /readyz and /metrics; not served where 0
    map_tiles: rules.MapTiles = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"  # none where set to nothing
    map_attribution: str = "© OpenStreetMap contributors"  # whom the map names for them
    log_format: rules.LogFormat = "text"

    @property
    def storage(self) -> Path:
        """Where originals and derived files are kept."""
        return self.data / "storage"


# Settings whose default a variable without a value takes away.
CLEARED = {"map_tiles"}

# A setting that is worth nothing without another one, and what to tell.
TOGETHER = (
    ("media_url", "media_token", "MEDIA_URL is set and MEDIA_TOKEN is missing"),
    ("media_url", "broker_url", "MEDIA_URL is set and BROKER_URL is missing"),
)


def load(environ: Mapping[str, str] | None = None, *, needs: Sequence[str] = ()) -> Settings:
    """Read the settings; raise `InvalidSetting` that names every one that is wrong, or of `needs` missing."""
    source = os.environ if environ is None else environ
    given: dict[str, Any] = {}
    problems = [wrong for field in fields(Settings) if (wrong := _read(source, field, given))]
    problems += [f"{name.upper()} is missing" for name in needs if not given.get(name)]
    problems += [why for name, other, why in TOGETHER if given.get(name) and not given.get(other)]
    if problems:
        raise InvalidSetting("; ".join(problems))
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


def _read(source: Mapping[str, str], field: Field[Any], given: dict[str, Any]) -> str | None:
    """Put the value of `field` into `given` where there is one; return what is wrong with it."""
    kind, *checks = get_args(field.type) if hasattr(field.type, "__metadata__") else (field.type,)
    variable = field.name.upper()
    try:
        text = _text(source, field.name)
    except OSError as error:
        return f"{variable}_FILE: cannot read {error.filename}: {error.strerror}"
    except ValueError:
        return f"{variable}_FILE holds no text"
    if not text:
        if text is not None and field.name in CLEARED:
            given[field.name] = ""
        return None
    try:
        value = given[field.name] = PARSERS[kind](text)
    except ValueError:
        return f"{variable}={text!r} is not a number"
    wrong = [f"{variable}{said}" for rule in checks if (said := rule(value))]
    return wrong[0] if wrong else None


def _text(source: Mapping[str, str], name: str) -> str | None:
    file = source.get(f"{name.upper()}_FILE")
    return Path(file).read_text().strip() if file else source.get(name.upper())


PARSERS: Mapping[Any, Callable[[str], Any]] = {
    int: int,
    float: float,
    Path: Path,
    str: str,
    tuple[str, ...]: lambda text: tuple(part.strip() for part in text.split(",") if part.strip()),
}
