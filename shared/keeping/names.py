"""Under which name a file is kept: its own where that can be, else escaped, shortened or marked."""

import hashlib
import os
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

LONGEST_NAME = 255  # bytes, of every common file system
LONGEST_PATH = 2000  # bytes; PostgreSQL indexes texts of up to 2704
STEPS = (8, 16, 32, 64)  # hex digits of the hash behind `~`
BIDIRECTIONAL = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


def safe(path: str) -> str:
    """Return `path` (surrogates for bytes that are no UTF-8) as a relative path safe to store and show.

    Bytes that are no UTF-8, control characters and text direction marks become `%XX`, names and
    paths that are too long end in a part of their hash.  The result never leads out of its folder.
    """
    parts = [_shortened(_escaped(part)) for part in path.split("/") if part not in {"", "."}]
    return _fitting(parts or ["unnamed"])


def candidates(path: str, sha512: str) -> Iterator[str]:
    """Yield the paths to keep this content under, in order; the last one no other content can have."""
    folder, name = PurePosixPath(path).parent, PurePosixPath(path).name
    yield path
    for digits in STEPS:
        yield str(folder / marked(name, sha512[:digits]))
    yield str(PurePosixPath(f"~{sha512[:64]}") / name)


def marked(name: str, mark: str) -> str:
    """Return `name` with `~` and `mark` before its extension, cut where it would be too long."""
    stem, extension = os.path.splitext(name)  # noqa: PTH122
    if len(extension.encode()) > 32:
        stem, extension = name, ""
    tail = f"~{mark}{extension}"
    return _cut(stem, LONGEST_NAME - len(tail.encode())) + tail


def _escaped(part: str) -> str:
    if part == "..":
        return "%2E%2E"
    return "".join(_hexed(char) if _unsafe(char) else char for char in part)


def _unsafe(char: str) -> bool:
    if char.isascii():
        return char < " " or char == "\x7f"
    return (
        unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(char) in BIDIRECTIONAL
    )


def _hexed(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode(errors="surrogateescape"))


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST_NAME:
        return name
    return marked(name, hashlib.sha512(name.encode()).hexdigest()[:8])


def _fitting(parts: list[str]) -> str:
    """Join `parts`; the outer folders of a path that is too long become one, named by their hash."""
    path = "/".join(parts)
    if len(path.encode()) <= LONGEST_PATH:
        return path
    mark = "~" + hashlib.sha512(path.encode()).hexdigest()[:16]
    while len("/".join([mark, *parts]).encode()) > LONGEST_PATH:
        parts = parts[1:]
    return "/".join([mark, *parts])


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")
