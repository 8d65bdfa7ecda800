"""What the values of settings must be like; a rule returns what is wrong with a value, or None.

No rule repeats the value of a setting that may hold a secret.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Between:
    """A number from `least` to `most`."""

    least: float
    most: float = math.inf

    def __call__(self, value: float) -> str | None:
        """None for a good value."""
        if math.isfinite(value) and self.least <= value <= self.most:
            return None
        bounds = (
            f"{self.least:g} to {self.most:g}" if math.isfinite(self.most) else f"at least {self.least:g}"
        )
        return f"={value} must be {bounds}"


@dataclass(frozen=True)
class Above:
    """A number greater than `limit`."""

    limit: float

    def __call__(self, value: float) -> str | None:
        """None for a good value."""
        return (
            None if math.isfinite(value) and value > self.limit else f"={value} must be above {self.limit:g}"
        )


class OneOf:
    """One of some words."""

    def __init__(self, *words: str) -> None:
        self._words = words

    def __call__(self, value: str) -> str | None:
        """None for a good value."""
        *most, last = self._words
        return None if value in self._words else f"={value!r} must be {', '.join(most)} or {last}"


class Form:
    """A text, or every text of a list, that matches a pattern as a whole; `words` say which."""

    def __init__(self, pattern: str, words: str) -> None:
        self._pattern, self._words = re.compile(pattern), words

    def __call__(self, value: str | tuple[str, ...]) -> str | None:
        """None for a good value."""
        for text in (value,) if isinstance(value, str) else value:
            if not self._pattern.fullmatch(text):
                return f"={text!r} must be {self._words}"
        return None


class Url:
    """An address of one of some schemes."""

    def __init__(self, *schemes: str, bare: bool = True) -> None:
        self._schemes, self._bare = schemes, bare

    def __call__(self, value: str) -> str | None:
        """None for a good value."""
        wanted = f" must be an address that begins with {' or '.join(f'{name}://' for name in self._schemes)}"
        try:
            parts = urlsplit(value)
            given = parts.scheme in self._schemes and (parts.port is None or parts.port > 0)
        except ValueError:
            return wanted
        if not given or not value.startswith(f"{parts.scheme}://"):
            return wanted
        if self._bare and (not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment):
            return f"{wanted}, a host and perhaps a port, and nothing behind"
        return None


def folder(value: Path) -> str | None:
    """What exists under this name must be a folder."""
    return f"={value} is no folder" if value.exists() and not value.is_dir() else None


@dataclass(frozen=True)
class Secret:
    """At least so many characters, lest it be guessed."""

    length: int

    def __call__(self, value: str) -> str | None:
        """None for a good value."""
        return None if len(value) >= self.length else f" must have at least {self.length} characters"


def tiles(value: str) -> str | None:
    """The address of a map's tiles names one host, and says where zoom, column and row stand."""
    scheme, _, rest = value.partition("://")
    named = all(rest.count(f"{{{name}}}") == 1 for name in "zxy") and not re.search(r"\s", rest)
    if scheme in {"http", "https"} and named and re.match(r"[^/{}@]+/", rest):
        return None
    return " must be an address that begins with https:// or http:// and holds {z}, {x} and {y}"


Port = Annotated[int, Between(0, 65535)]
Seconds = Annotated[float, Above(0)]
Pause = Annotated[float, Between(0)]
Share = Annotated[float, Between(0, 1)]
Count = Annotated[int, Between(1)]
Amount = Annotated[int, Between(0)]
Memory = Annotated[int, Between(1 << 20)]
Side = Annotated[int, Between(32, 4096)]
Folder = Annotated[Path, folder]
MapTiles = Annotated[str, tiles]
WebUrl = Annotated[str, Url("https", "http")]
AdminUrl = Annotated[str, Url("https", "http", bare=False)]
DatabaseUrl = Annotated[str, Url("postgresql", "postgres", bare=False)]
BrokerUrl = Annotated[str, Url("amqp", "amqps", bare=False)]
MongoUrl = Annotated[str, Url("mongodb", "mongodb+srv", bare=False)]
Place = Annotated[str, Form(r"[^:/\s]+:\d{1,5}", "HOST:PORT")]
UrlPath = Annotated[str, Form("/.*", "a path that begins with /")]
Key = Annotated[str, Secret(16)]
Machine = Annotated[str, Form(r"[\w.-]{1,63}", "a name of letters, digits, dots and dashes")]
ModelFile = Annotated[str, Form(r".+\.(onnx|pt|engine)", "a file .onnx, .pt or .engine")]
Language = Annotated[str, Form("[a-z]{2,3}", "a code like en or deu")]
Scripts = Annotated[tuple[str, ...], Form("[A-Za-z][A-Za-z_]+", "a language of tesseract")]
AttributesModel = Annotated[str, OneOf("auto", "face-api", "faceapi-onnx")]
FacesDetector = Annotated[str, OneOf("auto", "yunet", "hog")]
OcrEngine = Annotated[str, OneOf("auto", "rapidocr", "tesseract")]
SpeechEngine = Annotated[str, OneOf("auto", "faster-whisper", "openai-whisper", "pocketsphinx")]
LogFormat = Annotated[str, OneOf("text", "json")]
