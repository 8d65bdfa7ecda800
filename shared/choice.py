"""What an admin chose as an analyzer's model, as the settings that its worker is built with."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import psycopg2

from shared.analyzer import Analyzer
from shared.db import choices
from shared.db.admission import connector
from shared.errors import CredentialsRefused, UntrustedServer
from shared.settings import Settings

_WHISPER = "faster-whisper"


def built(build: Callable[[Settings], Analyzer], settings: Settings) -> tuple[Analyzer, str]:
    """Build an analyzer with the model that was chosen for it; return that choice too.

    Without a database that answers it is built as it is set; the pulse hears of the choice later.
    """
    analyzer = build(settings)
    try:
        with connector(settings.database_url)() as conn:
            chosen = choices.chosen(conn, analyzer.name)
    except (psycopg2.Error, CredentialsRefused, UntrustedServer):
        return analyzer, ""
    return made(build, settings, analyzer.name, chosen), chosen


def made(build: Callable[[Settings], Analyzer], settings: Settings, analyzer: str, chosen: str) -> Analyzer:
    """Build an analyzer as it is set, with the model `chosen`."""
    return build(replace(settings, **meant(analyzer, chosen)))


def meant(analyzer: str, chosen: str) -> Mapping[str, Any]:
    """The settings that `chosen` stands for; none where it is empty or says nothing to `analyzer`."""
    if not chosen:
        return {}
    if analyzer == "speech":
        engine, _, size = chosen.partition(f"{_WHISPER}-")
        return {"speech_engine": engine} if engine else {"speech_engine": _WHISPER, "speech_model": size}
    settings = {
        "detect": {"detect_model": chosen},
        "classify": {"classify_model": chosen},
        "faces": {"faces_detector": "hog" if chosen == "HOG" else "yunet"},
        "attributes": {"attributes_model": chosen},
        "ocr": {"ocr_engine": chosen},
    }
    return settings.get(analyzer, {})


def offered(analyzer: Analyzer) -> Mapping[str, int]:
    """The models that lie here for `analyzer`; none while the folder cannot be read."""
    try:
        return analyzer.models()
    except OSError:
        return {}
