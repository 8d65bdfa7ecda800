"""The web process: it starts quickly, takes long uploads without holding them, and ends on SIGTERM."""

import hashlib
import http.client
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from shared.accounts import csrf_token
from shared.db.connection import value
from tests.integration.ports import free_port
from tests.integration.web import account, session

MEGABYTE = 1 << 20


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def web(database, tmp_path, port):
    environ = os.environ | {
        "DATA": str(tmp_path), "DATABASE_URL": database, "PORT": str(port), "MIN_FREE": "0",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "services.web"],
        env=environ,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    try:
        _wait(port, process)
        yield process
    finally:
        process.kill()
        process.communicate()


def _wait(port, process, seconds=20):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server did not start")


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def peak(pid):
    """Most memory that a process ever held, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def test_a_long_upload_is_streamed_and_sigterm_ends_everything(web, connect, port, tmp_path):
    token = session(connect, account(connect))
    [worker] = children(web.pid)
    before = peak(worker)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    size = 200 * MEGABYTE
    connection.putrequest("POST", "/api/upload")
    for name, text in {
        "Cookie": f"session={token}", "X-CSRF-Token": csrf_token(token), "X-Bowerbird-Path": "big/zeros.bin",
        "Content-Length": str(size), "Content-Type": "application/octet-stream",
    }.items():  # fmt: skip
        connection.putheader(name, text)
    connection.endheaders()
    for _ in range(200):
        connection.send(bytes(MEGABYTE))
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 201, body
    assert hashlib.sha512(bytes(size)).hexdigest().encode() in body
    assert peak(worker) - before < 100, "MiB more than before"
    with connect() as conn:
        assert value(conn, "SELECT size FROM media") == size
    connection.close()
    alive = [worker, *children(worker)]
    web.send_signal(signal.SIGTERM)
    assert web.wait(15) == 0
    assert not [pid for pid in alive if _lives(pid)]
    assert b"Traceback" not in web.stderr.read()


def test_a_sent_photo_has_its_thumbnail_and_preview_at_once(web, connect, port):
    photo = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(photo, "JPEG")
    token = session(connect, account(connect))
    headers = {
        "Cookie": f"session={token}",
        "X-CSRF-Token": csrf_token(token),
        "X-Bowerbird-Path": "teal.jpg",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/api/upload", photo.getvalue(), headers)
    answer = connection.getresponse()
    assert (answer.status, json.load(answer)["problem"]) == (201, None)
    for part, magic in {"thumbnail": b"RIFF", "preview": b"\xff\xd8", "original": photo.getvalue()}.items():
        connection.request("GET", f"/api/media/1/{part}", headers=headers)
        assert connection.getresponse().read().startswith(magic)
    connection.close()


def _lives(pid):
    ends = time.monotonic() + 5
    while time.monotonic() < ends:
        if not Path(f"/proc/{pid}").exists():
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_an_open_page_does_not_hold_up_the_end(web, port, stop):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/healthz")
    assert connection.getresponse().read() == b'{"status":"ok"}\n'
    begun = time.monotonic()
    web.send_signal(stop)
    assert web.wait(15) == 0
    assert time.monotonic() - begun < 5
    connection.close()


def test_a_body_is_not_read_for_one_who_may_not_send_it(web, port):
    with socket.create_connection(("127.0.0.1", port), 10) as stranger:
        head = f"POST /api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: {30 << 30}\r\n\r\n"
        stranger.sendall(head.encode())
        assert stranger.recv(100).startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize(
    "lines",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Content-Length: +5\r\n",
        "Content-Length : 5\r\n",
    ],
)
def test_a_request_of_two_lengths_is_refused(web, port, lines):
    with socket.create_connection(("127.0.0.1", port), 10) as smuggler:
        smuggler.sendall(f"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n{lines}\r\nhello".encode())
        assert smuggler.recv(100).split(b" ")[1] in {b"400", b"501"}


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        (f"GET /?q={'a' * 200_000} HTTP/1.1\r\nHost: localhost", 414, "This address is too long."),
        (f"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: {'a' * 200_000}", 431, "says too much about itself"),
        ("GET / HTTP/9\r\nHost: localhost", 400, "could not be understood"),
    ],
)
def test_what_cannot_be_read_is_answered_like_everything_else(web, port, line, status, said):
    """By a page under the same policy, which arrives although nobody reads the request to its end."""
    with socket.create_connection(("127.0.0.1", port), 10) as person:
        person.sendall(f"{line}\r\n\r\n".encode())
        answer = http.client.HTTPResponse(person)
        answer.begin()
        page = answer.read().decode()
    assert answer.status == status
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert said in page
    assert "To the library" in page
