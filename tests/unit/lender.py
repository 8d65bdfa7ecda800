"""A web application that lends one file, and can be made to fail."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from shared.domain import Job, Lease, MediaKind, Span

TOKEN = "a token"


@dataclass
class Lender:
    """What it has, what it did, and what it shall do: each fault is taken from its list once."""

    original: bytes = b"original" * 20_000
    preview: bytes | None = b"preview"
    asked: list[str] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    sent: int = 0
    statuses: list[int] = field(default_factory=list)  # answers instead of the right one
    cuts: list[int] = field(default_factory=list)  # bytes after which the connection breaks
    silent: bool = False
    url: str = ""

    def lease(self, kind: MediaKind = MediaKind.IMAGE, **more: Any) -> Lease:
        given: dict[str, Any] = {
            "sha512": hashlib.sha512(self.original).hexdigest(),
            "size": len(self.original),
        }
        return Lease(1, uuid4(), Job(1, "detect", 1), 1, Span(), path="a.jpg", kind=kind, **(given | more))

    @contextmanager
    def open(self) -> Iterator["Lender"]:
        """Serve inside the block."""
        server = Server(("127.0.0.1", 0), Handler)
        server.lender = self
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield self
        finally:
            self.silent = False
            server.shutdown()
            server.server_close()
            thread.join()


class Server(ThreadingHTTPServer):
    """Forgets its threads; they end with their connections."""

    daemon_threads = True
    lender: Lender

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hung up did so on purpose."""


class Handler(BaseHTTPRequestHandler):
    """Answers as the web application does, where no fault is due."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        lender = self.server.lender
        lender.asked.append(self.path.split("/")[-1] if "files" in self.path else "lease")
        if self._fails(lender):
            return
        if "/leases/" in self.path:
            preview = "/files/1/preview" if lender.preview else None
            self._json({"original": "/files/1/original", "preview": preview})
        else:
            self._file(lender, lender.original if "original" in self.path else lender.preview or b"")

    def do_PUT(self) -> None:
        lender = self.server.lender
        body = self.rfile.read(int(self.headers["Content-Length"]))
        lender.asked.append("put")
        if self._fails(lender):
            return
        digest = base64.b64encode(hashlib.sha512(body).digest()).decode()
        assert self.headers["Repr-Digest"] == f"sha-512=:{digest}:"
        lender.kept[self.path.split("/")[-1]] = body
        self._json({}, 201)

    def _fails(self, lender: Lender) -> bool:
        while lender.silent:
            time.sleep(0.05)
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._json({"detail": "this token is unknown"}, 401)
            return True
        status = lender.statuses.pop(0) if lender.statuses else 200
        if status != 200:
            self._json({"detail": "no"}, status)
        return status != 200

    def _json(self, document: Any, status: int = 200) -> None:
        self._send(json.dumps(document).encode(), status)

    def _file(self, lender: Lender, content: bytes) -> None:
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        if start >= len(content):
            self._json({}, 416)
            return
        part = content[start:]
        cut = lender.cuts.pop(0) if lender.cuts else len(part)
        lender.sent += min(cut, len(part))
        self._send(part, 206 if start else 200, cut)

    def _send(self, body: bytes, status: int, cut: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:cut])
        self.close_connection = cut is not None and cut < len(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""
