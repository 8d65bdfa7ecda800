"""Keeps map tiles on disk for as long as their server allows, and no more of them than a limit."""

import hashlib
import json
import logging
import os
import re
import threading
import time
from dataclasses import asdict, dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

from services.web.tile_server import Known, TileServer, TileUnavailable

log = logging.getLogger(__name__)

LIMIT = 256 << 20  # bytes on disk
_LEFT = 0.8  # of the limit, after making room
_DAY = 86_400
_UNSAID = 7 * _DAY  # seconds that a tile holds whose server does not say
_LONGEST = 60 * _DAY
_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


@dataclass(frozen=True)
class Tile:
    """One tile: what kind of picture, by what to ask after it again, and until when it holds."""

    kind: str
    etag: str
    modified: str
    until: float
    body: bytes = b""


class Tiles:
    """The tiles of one server, from disk where they are there."""

    def __init__(self, template: str, folder: Path, limit: int = LIMIT) -> None:
        self._server = TileServer(template)
        self._folder = folder / hashlib.sha256(template.encode()).hexdigest()[:12]
        self._root, self._limit = folder, limit
        self._size: int | None = None
        self._lock = threading.Lock()

    def tile(self, z: int, x: int, y: int) -> Tile:
        """One tile; an old one where the server does not answer.

        Raises `NoSuchTile` or `TileUnavailable`.
        """
        path = self._folder / str(z) / str(x) / str(y)
        held = _read(path)
        if held and held.until > time.time():
            return held
        try:
            fetched = self._server.fetch(z, x, y, Known(held.etag, held.modified) if held else None)
        except TileUnavailable:
            if held:
                return held
            raise
        body = held.body if fetched.body is None and held else fetched.body or b""
        tile = _tile(body, fetched.headers)
        if tile.until > time.time():
            self._keep(path, tile)
        return tile

    def _keep(self, path: Path, tile: Tile) -> None:
        """Store it where that can be done; a map needs no disk."""
        head = json.dumps({name: value for name, value in asdict(tile).items() if name != "body"})
        content = head.encode() + b"\n" + tile.body
        part = path.with_name(f"{path.name}.{threading.get_ident()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content)
            part.replace(path)
            self._make_room(len(content))
        except OSError as error:
            log.warning("map tiles cannot be kept: %s", error.strerror)

    def _make_room(self, added: int) -> None:
        with self._lock:
            if self._size is not None and self._size + added <= self._limit:
                self._size += added
                return
            files = sorted(_files(self._root))
            size = sum(bytes_ for _, bytes_, _ in files)
            if size > self._limit:
                for _, bytes_, file in files:
                    file.unlink(missing_ok=True)
                    size -= bytes_
                    if size <= _LEFT * self._limit:
                        break
            self._size = size


def _files(root: Path) -> list[tuple[float, int, Path]]:
    """Time, size and path of every file."""
    paths = (Path(folder) / name for folder, _, names in os.walk(root) for name in names)
    return [(stat.st_mtime, stat.st_size, path) for path in paths if (stat := path.stat())]


def _read(path: Path) -> Tile | None:
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        return Tile(**json.loads(head), body=body)
    except (OSError, ValueError, TypeError):
        return None


def _tile(body: bytes, headers: Message) -> Tile:
    kind = next((kind for start, kind in _KINDS.items() if body.startswith(start)), None)
    if kind is None:
        raise TileUnavailable("the tile server sent something that is no picture")
    return Tile(
        kind=kind,
        etag=headers.get("ETag") or "",
        modified=headers.get("Last-Modified") or "",
        until=time.time() + _lifetime(headers),
        body=body,
    )


def _lifetime(headers: Message) -> float:
    """Seconds for which the server lets a tile be kept."""
    said = headers.get("Cache-Control", "").lower()
    if "no-store" in said:
        return 0
    if found := re.search(r"(?<!s-)max-age=(\d+)", said):
        return min(float(found[1]), _LONGEST)
    if expires := headers.get("Expires"):
        try:
            return min(max(parsedate_to_datetime(expires).timestamp() - time.time(), 0), _LONGEST)
        except ValueError:
            return 0
    return _UNSAID
