"""Which speech engine this machine can run: Whisper where its weights are, PocketSphinx's drafts else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version

from services.speech.sphinx import Sphinx
from services.speech.transcript import Recognizer
from services.speech.whisper import FasterWhisper, OpenAIWhisper
from shared.errors import InvalidSetting, MissingWeights
from shared.weights import Weights

DRAFT, WHISPER = 1, 2  # versions of the analyzer: drafts are outdated once there is a Whisper
_PARTS = ("config.json", "tokenizer.json", "vocabulary.txt")


@dataclass(frozen=True)
class Engine:
    """An engine that could be opened now; `model` names weights and, for drafts, says so."""

    title: str
    model: str
    version: int
    open: Callable[[], Recognizer]


@dataclass(frozen=True)
class Wish:
    """The settings: `engine` is a name or `auto`, `model` a size of Whisper, `language` a code or empty."""

    engine: str = "auto"
    model: str = "base"
    language: str = ""
    threads: int = 0


def choose(weights: Weights, wish: Wish) -> Engine:
    """Return the wished engine, or the best one; raise `MissingWeights` where the wished one lacks them."""
    if wish.engine != "auto":
        if wish.engine not in _ENGINES:
            raise InvalidSetting(f"SPEECH_ENGINE={wish.engine!r}: choose auto or {', '.join(_ENGINES)}")
        return _ENGINES[wish.engine](weights, wish)
    for engine in ("faster-whisper", "openai-whisper"):
        try:
            return _ENGINES[engine](weights, wish)
        except MissingWeights:
            continue
    return _sphinx(weights, wish)


def models(weights: Weights) -> Mapping[str, int]:
    """The models that lie in their folder, and the one that PocketSphinx brings along."""
    whispers = weights.there("faster-whisper-*/model.bin")
    return {name.partition("/")[0]: size for name, size in whispers.items()} | {"pocketsphinx": 0}


def _faster_whisper(weights: Weights, wish: Wish) -> Engine:
    folder = f"faster-whisper-{wish.model}"
    for part in _PARTS:
        weights.path(f"{folder}/{part}")
    file = weights.path(f"{folder}/model.bin")
    content = weights.identity(f"{folder}/model.bin").partition("@")[2]
    start = partial(FasterWhisper, file.parent, wish.language, wish.threads)
    return Engine(_title("faster-whisper"), f"{folder}@{content}", WHISPER, start)


def _openai_whisper(weights: Weights, wish: Wish) -> Engine:
    title, file = _title("openai-whisper"), f"{wish.model}.pt"
    start = partial(OpenAIWhisper, weights.path(file), wish.language)
    return Engine(title, f"whisper-{weights.identity(file)}", WHISPER, start)


def _sphinx(_: Weights, __: Wish) -> Engine:
    return Engine(_title("pocketsphinx"), "en-us (draft)", DRAFT, Sphinx)


def _title(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError as error:
        raise MissingWeights(f"{package} is not installed; run `pip install {package}`") from error


_ENGINES: dict[str, Callable[[Weights, Wish], Engine]] = {
    "faster-whisper": _faster_whisper,
    "openai-whisper": _openai_whisper,
    "pocketsphinx": _sphinx,
}
