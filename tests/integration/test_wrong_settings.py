"""With wrong settings no process touches anything: it names them all in one sentence and ends."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SERVICES = (
    "web",
    "ingest",
    "dispatch",
    "scrub",
    "detect",
    "faces",
    "ocr",
    "speech",
    "preview",
    "classify",
    "attributes",
    "nsfw",
    "mesh",
    "pose",
)
COMMANDS = (["run"], ["status"], ["worker", "detect"], ["doctor"], ["migrate"])


def started(words: list[str], folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "BROKER_URL"}}
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=given | {"DATA": str(folder / "var")} | environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that was said."""
    [line] = done.stderr.splitlines()
    assert done.stdout == ""
    return line


@pytest.fixture
def server():
    """A server that nobody shall connect to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_names_every_wrong_setting_touches_nothing_and_connects_to_nobody(tmp_path, server, name):
    address = f"127.0.0.1:{server.getsockname()[1]}"
    wrong = {"PORT": "eighty", "LEASE_SECONDS": "0", "MEDIA_URL": "https://here", "LOG_FORMAT": "xml"}
    servers = {"DATABASE_URL": f"postgresql://{address}/x", "BROKER_URL": f"amqp://{address}//"}
    done = started([f"services.{name}"], tmp_path, **wrong, **servers)
    assert said(done) == (
        "bowerbird: PORT='eighty' is not a number; LEASE_SECONDS=0.0 must be above 0;"
        " LOG_FORMAT='xml' must be text or json; MEDIA_URL is set and MEDIA_TOKEN is missing"
    )
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BlockingIOError):
        server.accept()


def test_a_service_that_is_started_alone_misses_its_database(tmp_path):
    done = started(["services.dispatch"], tmp_path)
    assert (said(done), done.returncode) == ("bowerbird: DATABASE_URL is missing", 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_names_every_wrong_setting_and_touches_nothing(tmp_path, words):
    done = started(["services.cli", *words], tmp_path, PORT="-1", DATABASE_URL="mysql://secret@nowhere/x")
    assert said(done) == (
        "bowerbird: PORT=-1 must be 0 to 65535;"
        " DATABASE_URL must be an address that begins with postgresql:// or postgres://"
    )
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_worker_with_an_unreadable_certificate_ends_before_it_connects(tmp_path):
    done = started(
        ["services.preview"],
        tmp_path,
        DATABASE_URL="postgresql://a@127.0.0.1:1/x?sslmode=verify-full",
        CA_CERTIFICATE="bm8=",
    )
    assert "CA_CERTIFICATE" in said(done)
    assert done.returncode == 2
