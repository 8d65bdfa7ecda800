"""A download resumes, is verified before it appears, and gives up soon and clearly."""

import hashlib
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shared.downloads import CHUNK, PATIENCE, download
from shared.errors import DownloadFailed

CONTENT = random.Random(1).randbytes(3 * CHUNK)
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves CONTENT; `answers` says how each request in turn is treated, `ranges` what was asked."""

    daemon_threads = True

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.ranges, self.ended = list(answers), [], threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/a.onnx"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        answer = self.server.answers.pop(0) if self.server.answers else "whole"
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        getattr(self, f"_{answer}")(start)

    def _whole(self, start):
        self._send(CONTENT, start)

    def _half(self, start):  # breaks off in the middle
        self._send(CONTENT[: start + CHUNK + 17], start, claimed=len(CONTENT))

    def _ignore_range(self, start):
        self._send(CONTENT, 0)

    def _wrong(self, start):
        self._send(bytes(len(CONTENT)), start)

    def _longer(self, start):
        self._send(CONTENT + b"more" * CHUNK, start)

    def _not_found(self, start):
        self.send_error(404)

    def _busy(self, start):
        self.send_error(503)

    def _no_range(self, start):
        self.send_error(416)

    def _silent(self, start):
        self.server.ended.wait(20)

    def _send(self, content, start, claimed=None):
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
        self.send_header("Content-Length", str((claimed or len(content)) - start))
        self.end_headers()
        try:
            self.wfile.write(content[start:])
        except ConnectionError:
            self.server.ended.set()

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def serve():
    servers = []

    def start(*answers):
        server = Server(*answers)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.ended.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def target(tmp_path):
    return tmp_path / "folder" / "a.onnx"


def fetch(server, target, sha256=DIGEST, patience=9.0, progress=None):
    download(server.url, target, bytes=len(CONTENT), sha256=sha256, patience=patience, progress=progress)


def left(target):
    return sorted(path.name for path in target.parent.iterdir())


def test_a_file_arrives_whole_and_alone(serve, target):
    fetch(serve(), target)
    assert target.read_bytes() == CONTENT
    assert left(target) == ["a.onnx"]


def test_progress_ends_at_the_full_size(serve, target):
    seen = []
    fetch(serve(), target, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_an_interrupted_transfer_resumes_where_it_stopped(serve, target):
    server = serve("half")
    fetch(server, target)
    assert server.ranges == [None, f"bytes={CHUNK + 17}-"]
    assert target.read_bytes() == CONTENT


def test_what_an_ended_process_left_behind_is_resumed(serve, target):
    target.parent.mkdir()
    target.with_name("a.onnx.part").write_bytes(CONTENT[:1000])
    server = serve()
    fetch(server, target)
    assert server.ranges == ["bytes=1000-"]
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("answer", ["ignore_range", "no_range"])
def test_a_server_that_cannot_resume_sends_it_from_the_start(serve, target, answer):
    target.parent.mkdir()
    target.with_name("a.onnx.part").write_bytes(CONTENT[:1000])
    fetch(serve(answer), target)
    assert target.read_bytes() == CONTENT


def test_a_part_that_is_longer_than_the_file_is_started_again(serve, target):
    target.parent.mkdir()
    target.with_name("a.onnx.part").write_bytes(CONTENT + b"more")
    fetch(serve(), target)
    assert target.read_bytes() == CONTENT


def test_a_busy_server_is_asked_again(serve, target):
    server = serve("busy")
    fetch(server, target)
    assert server.ranges == [None, None]


@pytest.mark.parametrize("answer", ["wrong", "longer"])
def test_other_content_than_expected_is_removed_and_reported(serve, target, answer):
    with pytest.raises(DownloadFailed, match="other content"):
        fetch(serve(answer), target)
    assert left(target) == []


def test_a_file_that_is_not_there_is_asked_for_once(serve, target):
    server = serve("not_found")
    with pytest.raises(DownloadFailed, match="404"):
        fetch(server, target)
    assert len(server.ranges) == 1


def test_a_silent_server_is_given_up_after_the_patience(serve, target):
    began = time.monotonic()
    with pytest.raises(DownloadFailed, match="cannot be fetched"):
        fetch(serve("silent"), target, patience=1.0)
    assert time.monotonic() - began < 2.0


def test_a_server_that_is_not_there_is_given_up_after_the_patience(target):
    began = time.monotonic()
    with pytest.raises(DownloadFailed, match="cannot be fetched"):
        download("http://127.0.0.1:9/a.onnx", target, bytes=1, sha256=DIGEST, patience=1.0)
    assert time.monotonic() - began < 2.0


def test_that_weights_cannot_be_fetched_is_noticed_within_ten_seconds():
    assert PATIENCE < 10


def test_two_processes_do_not_write_the_same_file(serve, target):
    server = serve("silent", "silent")
    holder = threading.Thread(target=give_up, args=(server, target))
    holder.start()
    while not server.ranges:
        time.sleep(0.01)
    with pytest.raises(DownloadFailed, match="another process"):
        fetch(server, target)
    holder.join()


def give_up(server, target):
    with pytest.raises(DownloadFailed):
        fetch(server, target, patience=1.0)
