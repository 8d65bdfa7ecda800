"""A map tile server of the test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PNG = b"\x89PNG\r\n\x1a\n" + b"a small picture"


class TileServer(ThreadingHTTPServer):
    """Notes what it is asked for; `status`, `headers` and `body` are what it answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.status = 200
        self.headers = {"Cache-Control": "max-age=3600", "ETag": '"one"'}
        self.body = PNG

    @property
    def template(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/tiles/{{z}}/{{x}}/{{y}}.png?key=secret"


class _Handler(BaseHTTPRequestHandler):
    server: TileServer

    def do_GET(self) -> None:
        server = self.server
        server.asked.append((self.path, dict(self.headers)))
        known = self.headers.get("If-None-Match") == server.headers.get("ETag") is not None
        self.send_response(304 if known and server.status == 200 else server.status)
        for name, value in server.headers.items():
            self.send_header(name, value)
        body = b"" if known else server.body
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def tile_server() -> Iterator[TileServer]:
    """Run one."""
    server = TileServer()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
