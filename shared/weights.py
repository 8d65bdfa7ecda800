"""Which weight files there are, where they lie, and which content they have."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from shared.downloads import Progress, download
from shared.errors import InvalidSetting, MissingWeights

CATALOG = Path(__file__).resolve().parent.parent / "models.toml"


@dataclass(frozen=True)
class WeightFile:
    """One entry of `models.toml`: an official file, and the analyzer that uses it."""

    name: str
    analyzer: str
    what: str
    url: str
    bytes: int
    sha256: str
    licence: str
    also: Sequence[str] = ()  # further analyzers that need it
    instead: Sequence[str] = ()  # files that nobody publishes and that together do its work, where they lie
    packaged: str = ""  # where an installed package holds the same file, from the package's name on

    @property
    def users(self) -> tuple[str, ...]:
        """Every analyzer that uses the file."""
        return (self.analyzer, *self.also)


class Weights:
    """The weight files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """Where the file `name` lies; raise `MissingWeights` saying how to get it where it is not there."""
        if path := found(name, self._folder):
            return path
        remedy = "run `bowerbird models fetch`" if name in catalog() else "put the file there"
        raise MissingWeights(f"{name} is not in {self._folder}; {remedy} or set MODELS_DIR")

    def there(self, pattern: str) -> dict[str, int]:
        """The files that match `pattern`, by the name that `path` takes, with their bytes."""
        found = sorted(path for path in self._folder.glob(pattern) if path.is_file())
        return {str(path.relative_to(self._folder)): path.stat().st_size for path in found}

    def whole(self, model: str, names: Sequence[str]) -> dict[str, int]:
        """A `model` of several files, with the bytes of all; nothing where one of them is not there."""
        paths = [found(name, self._folder) for name in names]
        sizes = [path.stat().st_size for path in paths if path]
        return {model: sum(sizes)} if len(sizes) == len(names) else {}

    def identity(self, name: str) -> str:
        """`name@` and the first twelve digits of the file's SHA-256, which every result is marked with."""
        path = self.path(name)
        stat = path.stat()
        return f"{path.name}@{_sha256(path, stat.st_size, stat.st_mtime_ns)[:12]}"


def found(name: str, folder: Path) -> Path | None:
    """Where a weight file lies: in `folder`, else in the package that brings it; None where in neither."""
    entry = catalog().get(name)
    places = [folder / name, _packaged(entry.packaged) if entry and entry.packaged else None]
    return next((path for path in places if path and path.is_file()), None)


def fetch(entry: WeightFile, folder: Path, progress: Progress | None = None) -> Path:
    """Download `entry` into `folder` where it is not there yet; raise `DownloadFailed` with the reason."""
    if there := found(entry.name, folder):
        return there
    target = folder / entry.name
    download(entry.url, target, bytes=entry.bytes, sha256=entry.sha256, progress=progress)
    return target


@cache
def catalog(file: Path = CATALOG) -> Mapping[str, WeightFile]:
    """Every entry of `models.toml` by name; raise `InvalidSetting` that names a wrong one."""
    tables: dict[str, dict[str, Any]] = tomllib.loads(file.read_text("utf-8"))
    return {name: _entry(name, table) for name, table in tables.items()}


def _packaged(inside: str) -> Path | None:
    """A file of an installed package; the package itself is not imported."""
    name, _, file = inside.partition("/")
    package = find_spec(name)
    folders = package.submodule_search_locations if package else None
    return Path(folders[0]) / file if folders else None


def _entry(name: str, table: dict[str, Any]) -> WeightFile:
    try:
        return WeightFile(name=name, **table)
    except TypeError as error:
        raise InvalidSetting(f"models.toml, {name}: {error}") from error


@lru_cache(maxsize=64)
def _sha256(path: Path, size: int, modified: int) -> str:  # noqa: ARG001  # both tell contents apart
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
