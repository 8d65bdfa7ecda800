"""The bare loops: what the same work costs with the libraries alone."""

import hashlib
import time
from collections.abc import Iterable
from pathlib import Path

import exifread
import pyvips

from shared.analyzer import Analyzer
from shared.domain import Media


def ingest(files: Iterable[Path], folder: Path) -> float:
    """CPU seconds of hashing, reading metadata and making both renditions of `files`."""
    folder.mkdir(parents=True, exist_ok=True)
    began = time.process_time()
    for file in files:
        with file.open("rb") as stream:
            hashlib.file_digest(stream, "sha512")
        with file.open("rb") as stream:
            exifread.process_file(stream, details=False)
        preview = pyvips.Image.thumbnail(str(file), 1440, height=1440, size="down")
        preview = preview.copy_memory()
        preview.jpegsave(str(folder / f"{file.stem}.jpg"), Q=82)
        preview.thumbnail_image(256, height=256, size="down").webpsave_buffer()
    return time.process_time() - began


def rate(analyzer: Analyzer, media: list[Media]) -> float:
    """Files a second of `analyzer` in a plain loop, model loaded and warm."""
    analyzer.check()
    analyzer.load()
    list(analyzer.analyze(media[0]))
    began = time.perf_counter()
    for item in media:
        list(analyzer.analyze(item))
    return len(media) / (time.perf_counter() - began)
