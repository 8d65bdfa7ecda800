"""A real nginx with our configuration before a real web application, each on a free port."""

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shared.accounts import csrf_token
from shared.db.connection import Connect, connector
from shared.storage import Storage
from ssl_generation.authority import Server, certify
from tests.integration.ports import apart
from tests.integration.web import account, session

ROOT = Path(__file__).resolve().parents[2]
KEY = "the key of the front's tests"
NAME = "photos.example"


HEADERS = {
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "server": "nginx",
}


@dataclass(frozen=True)
class Answer:
    """What came back; headers in lower case, as often as they came."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str | None:
        [*found] = (text for header, text in self.headers if header == name)
        assert len(found) < 2, f"{name} came twice"
        return found[0] if found else None


@dataclass(frozen=True)
class Front:
    """The two servers: how to ask them, and what lies behind them."""

    folder: Path
    http: int
    https: int
    connect: Connect
    cookie: str

    @property
    def storage(self) -> Storage:
        """The library that they serve."""
        return Storage(self.folder / "storage")

    @property
    def trust(self) -> ssl.SSLContext:
        """A client's view of TLS that knows our authority only."""
        return ssl.create_default_context(cafile=self.folder / "tls" / "ca.pem")

    def opened(self, source: str = "127.0.0.1", trust: ssl.SSLContext | None = None) -> ssl.SSLSocket:
        """A connection to the front from an address of this machine."""
        plain = socket.create_connection(("127.0.0.1", self.https), 10, source_address=(source, 0))
        return (trust or self.trust).wrap_socket(plain, server_hostname="localhost")

    def ask(
        self, path: str, method: str = "GET", *, body: Any = None, source: str = "127.0.0.1", **headers: str
    ) -> Answer:
        """Send one request over HTTPS; header names with `_` for `-`."""
        link = http.client.HTTPSConnection("localhost", self.https, timeout=30)
        link.sock = self.opened(source)
        link.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
        if isinstance(body, bytes):
            headers = {"Content-Length": str(len(body))} | headers
        for name, text in headers.items():
            link.putheader(name.replace("_", "-"), text)
        link.endheaders(body)
        answer = link.getresponse()
        whole = Answer(
            answer.status, [(name.lower(), text) for name, text in answer.getheaders()], answer.read()
        )
        link.close()
        return whole

    def signed_in(self, path: str, method: str = "GET", **more: Any) -> Answer:
        """Send one request as a member who is signed in."""
        tokens = {"Cookie": f"__Host-session={self.cookie}", "X_CSRF_Token": csrf_token(self.cookie)}
        return self.ask(path, method, **tokens | {"Sec_Fetch_Site": "same-origin"} | more)

    def said(self, *lines: bytes) -> bytes:
        """Send bytes as they are, and return all that comes back within a moment."""
        with self.opened() as link:
            link.sendall(b"".join(lines))
            link.settimeout(5)
            heard = b""
            while part := link.recv(65536):
                heard += part
            return heard

    def log(self) -> list[str]:
        """The lines that nginx wrote so far."""
        return (self.folder / "nginx.log").read_text().splitlines()


def carries_everything(answer: Answer) -> None:
    """Check that an answer has every security header, and each once."""
    for name, text in HEADERS.items():
        assert answer[name] == text, (answer.status, name)
    assert "default-src 'none'" in answer["content-security-policy"]
    assert "unsafe" not in answer["content-security-policy"]
    assert answer["referrer-policy"] in {"no-referrer", "same-origin"}
    assert len(answer["x-request-id"]) == 32
    assert answer["cache-control"]
    for name in ("x-accel-redirect", "access-control-allow-origin", "x-powered-by"):
        assert answer[name] is None


@pytest.fixture(scope="module")
def front(shared_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Both servers, for the tests of a module, and a member who is signed in."""
    require_nginx()
    folder = tmp_path_factory.mktemp("front")
    connect = connector(shared_database)
    web, plain, secure = apart(3)
    served = {
        "DATA": folder, "DATABASE_URL": shared_database, "PORT": web, "MIN_FREE": 0, "PROXIES": 1,
        "ACCEL": "/_files", "SECRET_KEY": KEY, "PUBLIC_URL": f"https://{NAME}",
    }  # fmt: skip
    cookie = session(connect, account(connect))
    with (
        running([sys.executable, "-m", "services.web"], web, folder / "web.log", **served),
        nginx(folder, web=web, http=plain, https=secure),
    ):
        yield Front(folder, plain, secure, connect, cookie)


def require_nginx() -> None:
    """Skip where there is no nginx; in CI that is a failure."""
    if not shutil.which("nginx"):
        (pytest.fail if "CI" in os.environ else pytest.skip)("nginx is not there; see requirements/apt.txt")


@contextmanager
def nginx(folder: Path, *, web: int, http: int, https: int) -> Iterator[None]:
    """The front, as its container starts it."""
    certify(folder / "tls", [Server("web", ("localhost", "127.0.0.1", NAME))])
    changes = {
        "FRONT_RUN": folder / "nginx", "FRONT_WEB": f"127.0.0.1:{web}", "FRONT_HTTP": http,
        "FRONT_HTTPS": https,
        "FRONT_STORAGE": folder / "storage", "FRONT_CERTIFICATE": folder / "tls" / "web.pem",
        "FRONT_KEY": folder / "tls" / "web.key", "PUBLIC_URL": f"https://{NAME}:{https}",
    }  # fmt: skip
    # Started by root, nginx would serve as `nobody`, who may not look into the folders of tests.
    command = [str(ROOT / "nginx" / "start"), *(["-g", "user root;"] if os.geteuid() == 0 else [])]
    with running(command, https, folder / "nginx.log", **changes):
        _greet(https, folder)
        yield


@contextmanager
def running(
    command: list[str], port: int, log: Path, user: int | None = None, **changes: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A process, from when it listens on `port`; root may let it be another `user`'s."""
    environ = os.environ | {name: str(text) for name, text in changes.items()}
    other: dict[str, Any] = (
        {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 and user else {}
    )
    with log.open("wb") as output:
        if other:
            os.chown(log, user, user)
        process = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=output, stderr=output, **other)
    try:
        _wait(port, process, log)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _greet(https: int, folder: Path) -> None:
    """Speak TLS with the front once; who listens may be another than the one that was started."""
    trust = ssl.create_default_context(cafile=folder / "tls" / "ca.pem")
    try:
        with socket.create_connection(("127.0.0.1", https), 10) as plain:
            trust.wrap_socket(plain, server_hostname="localhost").close()
    except OSError as error:
        pytest.fail(
            f"the front on port {https} speaks no TLS ({error}): {(folder / 'nginx.log').read_text()[-2000:]}"
        )


def _wait(port: int, process: subprocess.Popen[bytes], log: Path, seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"{process.args} does not listen: {log.read_text()[-2000:]}")
