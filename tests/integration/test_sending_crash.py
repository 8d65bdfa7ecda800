"""A file is sent in parts through the front while the web application is killed between and within them."""

import base64
import random
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import pytest

from shared.db.connection import connector, value
from shared.storage import Storage
from tests.integration import front as fronts
from tests.integration.front import Front, nginx, require_nginx, running
from tests.integration.ports import apart
from tests.integration.web import account, session

CONTENT = random.Random(22).randbytes(24 << 20)
PART = "application/offset+octet-stream"


class Site:
    """The front, and a web application behind it that can be killed and started again."""

    def __init__(self, folder: Path, database: str, stack: ExitStack):
        self.folder, self.database, self.stack = folder, database, stack
        self.web, plain, secure = apart(3)
        connect = connector(database)
        self.connect = connect
        self.start()
        stack.enter_context(nginx(folder, web=self.web, http=plain, https=secure))
        self.front = Front(folder, plain, secure, connect, session(connect, account(connect)))

    def start(self):
        served = {
            "DATA": self.folder, "DATABASE_URL": self.database, "PORT": self.web, "MIN_FREE": 0,
            "PROXIES": 1, "SECRET_KEY": fronts.KEY, "PUBLIC_URL": f"https://{fronts.NAME}",
        }  # fmt: skip
        command = [sys.executable, "-m", "services.web"]
        self.process = self.stack.enter_context(running(command, self.web, self.folder / "web.log", **served))

    def kill(self):
        """End every process of the application as a power cut does."""
        for process in [*psutil.Process(self.process.pid).children(recursive=True), self.process]:
            process.kill()
        self.process.wait(20)

    def begin(self):
        told = f"path {base64.b64encode(b'trip/big.bin').decode()}"
        answer = self.front.signed_in(
            "/api/uploads", "POST", body=b"", Tus_Resumable="1.0.0",
            Upload_Length=str(len(CONTENT)), Upload_Metadata=told,
        )  # fmt: skip
        assert answer.status == 201, answer.body
        return answer["location"]

    def part(self, place, start, body, size=None):
        length = {"Content_Length": str(size)} if size else {}
        return self.front.signed_in(
            place, "PATCH", body=body, Content_Type=PART, Tus_Resumable="1.0.0",
            Upload_Offset=str(start), **length,
        )  # fmt: skip

    def reached(self, place):
        return int(self.front.signed_in(place, "HEAD")["upload-offset"])


@pytest.fixture
def site(database, tmp_path):
    require_nginx()
    with ExitStack() as stack:
        yield Site(tmp_path, database, stack)


def test_the_application_is_killed_between_parts_and_within_one(site):
    place = site.begin()
    assert site.part(place, 0, CONTENT[: 4 << 20]).status == 204
    site.kill()
    assert site.front.signed_in(place, "HEAD").status == 502
    site.start()
    assert site.reached(place) == 4 << 20

    def until_killed():
        for start in range(4 << 20, len(CONTENT), 1 << 20):
            if start == 22 << 20:
                wait(lambda: safe(site) >= 16 << 20)
                site.kill()
            yield CONTENT[start : start + (1 << 20)]

    cut = None
    with suppress(OSError):  # whether an answer comes through is the proxy's affair
        cut = site.part(place, 4 << 20, until_killed(), len(CONTENT) - (4 << 20)).status
    assert cut in {None, 502}
    site.start()
    reached = site.reached(place)
    assert 16 << 20 <= reached < len(CONTENT), "what was made safe on the way is still here"
    assert site.part(place, reached, CONTENT[reached:]).status == 204
    assert (Storage(site.folder / "storage").original("trip/big.bin")).read_bytes() == CONTENT
    assert not staged(site)
    with site.connect() as conn:
        assert value(conn, "SELECT count(*) FROM media") == 1


def test_the_methods_and_headers_of_the_protocol_pass_the_front(site):
    told = site.front.ask("/api/uploads", "OPTIONS")
    assert (told.status, told["tus-version"]) == (204, "1.0.0")
    place = site.begin()
    assert site.part(place, 0, CONTENT[: 9 << 20]).status == 204, "more than the front takes elsewhere"
    gone = site.front.signed_in(place, "DELETE", Tus_Resumable="1.0.0")
    assert gone.status == 204
    assert site.front.signed_in(place, "HEAD").status == 404


def safe(site):
    with site.connect() as conn:
        return value(conn, "SELECT received FROM sending")


def staged(site):
    return sum(file.stat().st_size for file in Storage(site.folder / "storage").sent.glob("*"))


def wait(true, seconds=20):
    ends = time.monotonic() + seconds
    while not true() and time.monotonic() < ends:
        time.sleep(0.02)
