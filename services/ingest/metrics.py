"""What ingest counts of its own doing."""

import shutil
from pathlib import Path

from prometheus_client import Counter, Gauge, Histogram

FILES = Counter("bowerbird_files_taken", "Files taken out of the inbox, new or known", ["outcome"])
BYTES = Counter("bowerbird_files_taken_bytes", "Bytes of the files taken out of the inbox")
SETBACKS = Counter("bowerbird_file_setbacks", "Times that a file could not be taken and is tried again")
TAKING = Histogram(
    "bowerbird_file_take_seconds",
    "From claim to visible",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300),
)
WAITING = Gauge("bowerbird_inbox_files", "Files that lie in the inbox and are not claimed")
PROBLEMS = Gauge("bowerbird_inbox_problems", "Things in the inbox that are not taken, for a reason")
FREE = Gauge("bowerbird_storage_free_bytes", "Free space where originals are kept")
RESERVE = Gauge("bowerbird_storage_reserve_bytes", "Free space below which nothing is taken in (MIN_FREE)")

for _outcome in ("new", "known"):
    FILES.labels(_outcome)  # a counter that is not there cannot be seen to rise


def watch_disk(folder: Path, reserve: int) -> None:
    """Tell the free space of `folder` whenever somebody asks."""
    FREE.set_function(lambda: float(shutil.disk_usage(folder).free))
    RESERVE.set(reserve)


def taken(size: int, *, duplicate: bool) -> None:
    """Count a file."""
    FILES.labels("known" if duplicate else "new").inc()
    BYTES.inc(size)


def size(file: Path) -> int:
    """The bytes of `file`; 0 where another process takes it just now."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
