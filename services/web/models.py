"""The models that an analyzer can be given: those of `models.toml`, and those that its workers have."""

from collections import defaultdict
from dataclasses import dataclass, replace

from services.web.context import settings
from services.web.words import _
from shared import weights
from shared.db import choices
from shared.db.connection import Connection
from shared.errors import BowerbirdError
from shared.weights import WeightFile

# Those that come with a library: what they are, and their licence.
BUILT_IN = {
    "faces": {"HOG": ("dlib HOG", "Boost")},
    "ocr": {"rapidocr": ("RapidOCR, PP-OCRv4", "Apache-2.0"), "tesseract": ("Tesseract", "Apache-2.0")},
    "speech": {"pocketsphinx": ("PocketSphinx", "BSD-2-Clause")},
}


class UnknownModel(BowerbirdError):
    """Neither `models.toml` nor a worker knows this model."""


@dataclass(frozen=True)
class Model:
    """One that can be chosen; `bytes` is 0 for part of a library, `licence` empty where nobody knows it."""

    name: str
    what: str = ""
    bytes: int = 0
    licence: str = ""
    there: bool = False


def of(conn: Connection, analyzer: str) -> tuple[Model, ...]:
    """Every model of `analyzer`; the official ones first."""
    found = {model.name: model for model in _official(analyzer)}
    for name, (what, licence) in BUILT_IN.get(analyzer, {}).items():
        found[name] = Model(name, what, licence=licence)
    for one in choices.reported(conn, analyzer):
        known = found.get(one.name, Model(one.name, bytes=one.bytes))
        found[one.name] = replace(known, there=True)
    return tuple(found.values())


def check(conn: Connection, analyzer: str, name: str) -> None:
    """Raise `UnknownModel` unless `name` is empty, chosen already, or one of these."""
    if (
        name
        and name != choices.chosen(conn, analyzer)
        and name not in {one.name for one in of(conn, analyzer)}
    ):
        raise UnknownModel(_("There is no such model here. Please choose one of these."))


def _official(analyzer: str) -> list[Model]:
    """Those of `models.toml`; files in one folder are one model."""
    parts: dict[str, list[WeightFile]] = defaultdict(list)
    for entry in weights.catalog().values():
        if entry.analyzer == analyzer:
            parts[entry.name.partition("/")[0]].append(entry)
    folder = settings().models_dir
    return [
        Model(
            name,
            files[0].what if len(files) == 1 else files[0].what.rpartition(", ")[0],
            sum(file.bytes for file in files),
            files[0].licence,
            all(weights.found(file.name, folder) for file in files),
        )
        for name, files in parts.items()
    ]
