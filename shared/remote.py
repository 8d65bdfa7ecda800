"""The shelf of a worker on another machine: it fetches files from the web application and sends it others."""

import base64
import fcntl
import hashlib
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import IO
from uuid import UUID

from shared.certificates import ca_file
from shared.domain import Lease, MediaKind
from shared.errors import MediaUnavailable, UnreadableMedia
from shared.line import Interrupted, Line
from shared.settings import Settings
from shared.shelf import Files, verify

_TRIES = 2  # transfers of an original whose content is not as it should be
_ANSWER = 1 << 16  # bytes that are read of an answer that is no file


@dataclass(frozen=True)
class _Lent:
    original: str
    preview: str | None


class Web:
    """Files by signed addresses of MEDIA_URL.

    The last recording stays in DATA/fetched, for its pieces are jobs one after the other; a photo is
    fetched into the work folder.  What arrived of a transfer that broke is resumed.
    """

    def __init__(self, settings: Settings, analyzer: str) -> None:
        self._settings, self._place = settings, settings.data / "fetched" / analyzer
        self._line: Line | None = None
        self._slot: IO[str] | None = None
        self._known: tuple[UUID, _Lent] | None = None

    def bring(self, lease: Lease, workdir: Path, *, original: bool) -> Files:
        """Fetch what the analyzer reads: the original only where `original` says so."""
        if lease.kind is MediaKind.IMAGE:
            preview = self._preview(lease, workdir / "preview.jpg")
            file = workdir / lease.sha512
        else:
            preview, file = None, self._kept(lease.sha512)
        if original:
            self._original(lease, file)
        return Files(file, preview)

    def keep(self, lease: Lease, name: str, made: Path) -> None:
        """Send `made` to be kept beside the previews."""
        with made.open("rb") as stream:
            digest = base64.b64encode(hashlib.file_digest(stream, "sha512").digest()).decode()
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Length": str(made.stat().st_size),
            "Repr-Digest": f"sha-512=:{digest}:",
        }

        def send() -> None:
            path = f"/api/worker/leases/{lease.token}/derived/{name}"
            answer = self._web.ask("PUT", path, headers, self._web.sent(made))
            said = answer.read(_ANSWER)
            if answer.status != 201:
                raise _refused(answer, said)

        self._web.patiently(send)

    def close(self) -> None:
        """Hang up and let another process have the place of the last recording."""
        if self._line:
            self._line.close()
        if self._slot:
            self._slot.close()
        self._line = self._slot = None

    def _original(self, lease: Lease, file: Path) -> None:
        if file.is_file():
            return verify(file, lease, thoroughly=False)
        part = file.with_suffix(".part")
        for tried in range(1, _TRIES + 1):
            self._web.patiently(lambda: self._receive(lease, part))
            try:
                verify(part, lease, thoroughly=True)
                break
            except UnreadableMedia:
                part.unlink()
                if tried == _TRIES:
                    raise
        part.rename(file)
        return None

    def _receive(self, lease: Lease, part: Path) -> None:
        """Fetch what is missing of the original, by an address that is signed anew."""
        have = part.stat().st_size if part.exists() else 0
        if have == lease.size:
            return
        address = self._lent(lease).original
        answer = self._web.ask("GET", address, {"Range": f"bytes={have}-"} if have else {})
        if answer.status == 416:
            part.unlink()
            raise Interrupted("what arrived before does not fit")
        self._check(answer)
        with part.open("ab" if answer.status == 206 else "wb") as stream:
            stream.writelines(self._web.chunks(answer))
        if part.stat().st_size < lease.size:
            raise Interrupted("the connection broke in the middle of a file")

    def _preview(self, lease: Lease, file: Path) -> Path | None:
        def receive() -> Path | None:
            address = self._lent(lease).preview
            if address is None:
                return None
            answer = self._web.ask("GET", address)
            self._check(answer)
            with file.open("wb") as stream:
                stream.writelines(self._web.chunks(answer))
            if file.stat().st_size != int(answer.headers.get("Content-Length") or -1):
                raise Interrupted("the connection broke in the middle of a preview")
            return file

        return self._web.patiently(receive)

    def _lent(self, lease: Lease) -> _Lent:
        """The addresses of the files of `lease`; asked for again once they are no longer good."""
        if self._known and self._known[0] == lease.token:
            return self._known[1]
        answer = self._web.ask("GET", f"/api/worker/leases/{lease.token}")
        said = answer.read(_ANSWER)
        if answer.status != 200:
            raise _refused(answer, said)
        told: Mapping[str, str | None] = json.loads(said)
        self._known = lease.token, _Lent(str(told["original"]), told["preview"])
        return self._known[1]

    def _check(self, answer: HTTPResponse) -> None:
        """Raise where no file comes; an address that is too old is asked for again."""
        if answer.status in {200, 206}:
            return
        said = answer.read(_ANSWER)
        if answer.status == 403:
            self._known = None
            raise Interrupted("the address of the file is no longer good")
        if answer.status == 404:
            raise UnreadableMedia("the original file is not in the storage folder")
        raise _refused(answer, said)

    @property
    def _web(self) -> Line:
        if self._line is None:
            context = None
            if self._settings.media_url.startswith("https:"):
                authority = ca_file(self._settings)
                context = ssl.create_default_context(cafile=authority)
            self._line = Line(self._settings.media_url, self._settings.media_token, context)
        return self._line

    def _kept(self, sha512: str) -> Path:
        """Where a recording stays, in a folder of this process that holds no other."""
        self._slot = self._slot or _taken(self._place)
        folder = Path(self._slot.name).parent
        for entry in folder.iterdir():
            if entry.stem not in {"lock", sha512}:
                entry.unlink()
        return folder / sha512


def _taken(place: Path) -> IO[str]:
    """The lock of the first folder that no other process uses; held until this process ends."""
    number = 0
    while True:
        folder = place / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            number += 1
        else:
            return lock


def _refused(answer: HTTPResponse, said: bytes) -> MediaUnavailable:
    try:
        why = json.loads(said)["detail"]
    except (ValueError, KeyError, TypeError):
        why = answer.reason
    return MediaUnavailable(f"the web application refuses: {answer.status} {why}")
