"""Downloads one file of known content: resumed where it stopped, verified, moved into place in one step."""

import fcntl
import hashlib
import http.client
import os
import queue
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from shared.errors import DownloadFailed

Progress = Callable[[int, int], None]  # bytes there, bytes in all

CHUNK = 1 << 18
PATIENCE = 9.0  # seconds without one byte before we give up: a machine without internet must notice soon
FINAL = {400, 401, 403, 404, 405, 410, 451}  # asking again gives the same answer
_STOPPED = (urllib.error.URLError, http.client.HTTPException, ssl.SSLError, TimeoutError, ConnectionError)


class _Interrupted(Exception):
    """The transfer stopped early; what has arrived is good to resume from."""


@dataclass(frozen=True)
class _Wanted:
    url: str
    bytes: int
    sha256: str
    progress: Progress


def download(
    url: str,
    target: Path,
    *,
    bytes: int,  # noqa: A002
    sha256: str,
    progress: Progress | None = None,
    patience: float = PATIENCE,
) -> None:
    """Fetch `url` to `target`, which appears only when whole and verified.

    What arrived of an interrupted transfer stays beside it as `.part` and is resumed.  Raises
    `DownloadFailed` when the server is silent for `patience` seconds, refuses, or sends other content.
    """
    wanted = _Wanted(url, bytes, sha256, progress or _unseen)
    part = target.with_name(f"{target.name}.part")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab") as file:
            _lock(file, target)
            _receive(wanted, file, patience)
            _verify(wanted, file, part)
            os.fsync(file.fileno())
            part.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise DownloadFailed(
            f"{target.name} cannot be written to {target.parent}: {error.strerror}"
        ) from error


def _unseen(done: int, total: int) -> None:
    """Show no progress."""


def _lock(file: BinaryIO, target: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise DownloadFailed(f"{target.name} is being fetched by another process") from error


def _receive(wanted: _Wanted, file: BinaryIO, patience: float) -> None:
    """Append to `file` until all has arrived; each byte renews the patience, back-off doubles without."""
    deadline, pause = time.monotonic() + patience, 0.5
    if file.tell() > wanted.bytes:
        _restart(file)
    while file.tell() < wanted.bytes:
        before = file.tell()
        try:
            _transfer(wanted, file, min(patience, deadline - time.monotonic()))
        except _Interrupted as stop:
            if file.tell() > before:
                deadline, pause = time.monotonic() + patience, 0.5
            if time.monotonic() + pause >= deadline:
                raise DownloadFailed(f"{wanted.url} cannot be fetched: {stop}") from stop
            time.sleep(pause)
            pause *= 2


def _restart(file: BinaryIO) -> None:
    file.seek(0)
    file.truncate()


def _transfer(wanted: _Wanted, file: BinaryIO, timeout: float) -> None:
    try:
        with _open(wanted.url, file.tell(), timeout) as answer:
            if not _continues(answer, file.tell()):
                _restart(file)
            _copy(wanted, answer, file)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            _restart(file)
        if error.code in FINAL:
            raise DownloadFailed(f"{wanted.url} cannot be fetched: {error.code} {error.reason}") from error
        raise _Interrupted(f"{error.code} {error.reason}") from error
    except _STOPPED as error:
        raise _Interrupted(str(getattr(error, "reason", error)) or type(error).__name__) from error


def _open(url: str, start: int, timeout: float) -> http.client.HTTPResponse:
    """Ask for `url` from byte `start`.  In a thread, as looking up a name heeds no time-out."""
    request = urllib.request.Request(url, headers={"User-Agent": "bowerbird"})  # noqa: S310
    if start:
        request.add_header("Range", f"bytes={start}-")
    answers: queue.SimpleQueue[http.client.HTTPResponse | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(urllib.request.urlopen(request, timeout=timeout))  # noqa: S310
        except (OSError, http.client.HTTPException) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=timeout)
    except queue.Empty:
        raise TimeoutError("the server does not answer") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _continues(answer: http.client.HTTPResponse, start: int) -> bool:
    if answer.status != http.client.PARTIAL_CONTENT:
        return False
    return (answer.headers.get("Content-Range") or "").startswith(f"bytes {start}-")


def _copy(wanted: _Wanted, answer: http.client.HTTPResponse, file: BinaryIO) -> None:
    while file.tell() <= wanted.bytes and (chunk := answer.read1(CHUNK)):
        file.write(chunk)
        file.flush()
        wanted.progress(min(file.tell(), wanted.bytes), wanted.bytes)
    if file.tell() < wanted.bytes:
        raise _Interrupted(f"the transfer stopped at {file.tell()} of {wanted.bytes} bytes")


def _verify(wanted: _Wanted, file: BinaryIO, part: Path) -> None:
    with part.open("rb") as arrived:
        found = hashlib.file_digest(arrived, "sha256").hexdigest()
    if file.tell() == wanted.bytes and found == wanted.sha256:
        return
    part.unlink()
    raise DownloadFailed(
        f"{wanted.url} sent other content than expected ({file.tell()} bytes, SHA-256 {found[:12]}…);"
        " it was removed, fetch again or report it"
    )


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
