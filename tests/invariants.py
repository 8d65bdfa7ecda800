"""What must hold after every fault: nothing lost, nothing double, every original byte for byte."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from shared.db.connection import Connect
from shared.storage import Storage


def check(connect: Connect, storage: Storage, inbox: Path, dropped: Iterable[bytes]) -> None:
    """Fail with every broken promise about the files whose contents were `dropped`, repeats included."""
    broken = list(violations(connect, storage, inbox, dropped))
    assert not broken, "\n".join(broken)


def violations(connect: Connect, storage: Storage, inbox: Path, dropped: Iterable[bytes]) -> Iterator[str]:
    """Yield what is lost, double, changed or left over after ingest."""
    arrivals = Counter(hashlib.sha512(content).hexdigest() for content in dropped)
    kept = {row["path"]: row["sha512"] for row in _rows(connect, _MEDIA)}
    stored = {_name(file, storage.originals): file for file in _files(storage.originals)}
    yield from _leftovers(inbox, storage)
    yield from _difference("contents", set(arrivals), set(kept.values()))
    yield from _difference("original files", set(kept), set(stored))
    for path, file in stored.items():
        if _digest(file) != kept.get(path):
            yield f"changed: {path}"
        if file.stat().st_mode & 0o7777 != 0o440:
            yield f"writable: {path}"
    yield from _sightings(connect, arrivals)
    yield from _placed_duplicates(storage, arrivals)


def check_analyses(connect: Connect) -> None:
    """Fail unless every accepted pair of file and analyzer ended, once, with its findings and no others."""
    broken = [
        *(f"not planned: {row}" for row in _rows(connect, _UNPLANNED)),
        *(f"not ended: {row}" for row in _rows(connect, _UNENDED)),
        *(f"results without a finished analysis: {row}" for row in _rows(connect, _STRAYS)),
    ]
    assert not broken, "\n".join(broken)


def _leftovers(inbox: Path, storage: Storage) -> Iterator[str]:
    for file in [*_files(inbox), *_files(storage.staging)]:
        yield f"left over: {file}"
    for file in _files(storage.root):
        if file.suffix in {".tmp", ".part"}:
            yield f"left over: {file}"


def _sightings(connect: Connect, arrivals: Counter[str]) -> Iterator[str]:
    seen = {row["sha512"]: row for row in _rows(connect, _SIGHTINGS)}
    for sha512, times in arrivals.items():
        row = seen.get(sha512, {"sightings": 0, "first": 0})
        if row["sightings"] != times:
            yield f"{sha512[:12]} was dropped {times} times and seen {row['sightings']} times"
        if row["first"] != 1:
            yield f"{sha512[:12]} was new {row['first']} times"


def _placed_duplicates(storage: Storage, arrivals: Counter[str]) -> Iterator[str]:
    placed = Counter(_digest(file) for file in _files(storage.duplicates))
    for sha512, times in arrivals.items():
        if placed[sha512] != times - 1:
            yield f"{sha512[:12]} has {placed[sha512]} files in duplicates/ for {times} arrivals"


def _difference(what: str, wanted: set[str], found: set[str]) -> Iterator[str]:
    if wanted - found:
        yield f"{what} lost: {sorted(wanted - found)}"
    if found - wanted:
        yield f"{what} too many: {sorted(found - wanted)}"


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]


def _name(file: Path, root: Path) -> str:
    return str(file.relative_to(root))


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha512").hexdigest()


def _rows(connect: Connect, sql: str) -> list[dict[str, Any]]:
    with connect() as conn, conn.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


_MEDIA = "SELECT path, encode(sha512, 'hex') AS sha512 FROM media"
_SIGHTINGS = """
    SELECT encode(media.sha512, 'hex') AS sha512, count(*) AS sightings,
           count(*) FILTER (WHERE NOT duplicate) AS first
      FROM sighting JOIN media ON media.id = media_id
     GROUP BY media.sha512
    """
_UNPLANNED = """
    SELECT media.id, analyzer.name
      FROM media JOIN analyzer ON media.kind = ANY (accepts)
     WHERE NOT EXISTS (SELECT FROM analysis
                        WHERE media_id = media.id AND analyzer = analyzer.name
                          AND analysis.version = analyzer.version)
    """
_UNENDED = """
    SELECT media_id, analyzer, segment, state, reason FROM analysis WHERE state NOT IN ('done', 'failed')
    """
_STRAYS = """
    SELECT finding.id, finding.media_id
      FROM finding JOIN analysis ON analysis.id = analysis_id
     WHERE state <> 'done' OR finding.media_id <> analysis.media_id
    """
