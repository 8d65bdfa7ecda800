"""The bare loops: what the same work costs with the libraries alone, each in a process of its own."""

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.analyzer import Analyzer
from shared.domain import Media, MediaKind, Span

WARM = 2


def measure(
    loop: str, *, environment: Mapping[str, str], niceness: int = 0, **given: Any
) -> dict[str, float]:
    """Run one loop in a fresh process, as nice as ours are, and return its figures."""
    done = subprocess.run(
        ["nice", "-n", str(niceness), sys.executable, "-m", "bench.floors", loop],
        input=json.dumps(given, default=str),
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def ingest(files: list[str], folder: str) -> dict[str, float]:
    """CPU and wall seconds of hashing, reading metadata and making both renditions of `files`."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for file in files[:WARM]:
        _take(Path(file), Path(folder))
    cpu, wall = time.process_time(), time.perf_counter()
    for file in files:
        _take(Path(file), Path(folder))
    return {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


def _take(file: Path, folder: Path) -> None:
    import exifread
    import pyvips

    with file.open("rb") as stream:
        hashlib.file_digest(stream, "sha512")
    with file.open("rb") as stream:
        exifread.process_file(stream, details=False)
    preview = pyvips.Image.thumbnail(str(file), 1440, height=1440, size="down").copy_memory()
    preview.jpegsave(str(folder / f"{file.stem}.jpg"), Q=82)
    preview.thumbnail_image(256, height=256, size="down").webpsave_buffer()


def rate(analyzer: str, media: list[dict[str, Any]]) -> dict[str, float]:
    """Files a second of the analyzer in a plain loop, model loaded; the first file warms it up."""
    from shared import settings

    build: Callable[..., Analyzer] = import_module(f"services.{analyzer}.__main__").build
    model = build(settings.load())
    model.check()
    model.load()
    first, *others = (_media(item) for item in media)
    _look(model, first)
    began = time.perf_counter()
    for item in others:
        _look(model, item)
    return {"rate": len(others) / (time.perf_counter() - began)}


def _look(model: Analyzer, media: Media) -> None:
    with tempfile.TemporaryDirectory() as folder:
        list(model.analyze(replace(media, workdir=Path(folder))))


def _media(item: dict[str, Any]) -> Media:
    paths = {key: Path(item[key]) for key in ("original", "preview", "workdir") if item[key]}
    return Media(**{**item, **paths, "kind": MediaKind(item["kind"]), "span": Span(**item["span"])})


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](**json.load(sys.stdin))))
