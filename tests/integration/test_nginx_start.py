"""The front's start script: what it makes of the settings, and what it refuses before nginx runs."""

import os
import shutil
import socket
import ssl
import subprocess
import tempfile
from pathlib import Path

import pytest

from ssl_generation.authority import Server, certify
from tests.integration.front import running
from tests.integration.ports import apart

START = Path(__file__).resolve().parents[2] / "nginx" / "start"

pytestmark = pytest.mark.skipif(not shutil.which("nginx") and "CI" not in os.environ, reason="needs nginx")


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    certify(folder, [Server("web", ("localhost",))])
    return folder


def start(tls, run, **changes):
    environ = {
        "PATH": os.environ["PATH"], "FRONT_RUN": str(run), "FRONT_WEB": "127.0.0.1:9",
        "FRONT_CERTIFICATE": str(tls / "web.pem"), "FRONT_KEY": str(tls / "web.key"),
    }  # fmt: skip
    return subprocess.run(
        [START, "-t"], env=environ | changes, capture_output=True, text=True, timeout=20, check=False
    )


def test_nginx_accepts_the_configuration_without_a_warning(tls, tmp_path):
    done = start(tls, tmp_path, PUBLIC_URL="https://photos.example", FRONT_RESOLVER="127.0.0.11")
    assert done.returncode == 0, done.stderr
    warnings = [line for line in done.stderr.splitlines() if "[warn]" in line]
    assert [line for line in warnings if '"listen ... http2" directive is deprecated' not in line] == []


def test_the_public_address_and_trusted_hosts_are_the_names_that_are_answered(tls, tmp_path):
    start(tls, tmp_path, PUBLIC_URL="https://Photos.example:8443/", TRUSTED_HOSTS="nas.lan, nas")
    text = (tmp_path / "nginx.conf").read_text()
    assert "server_name localhost photos.example nas.lan  nas ~" in text
    assert "return 301 https://$host:8443$request_uri;" in text


def test_an_address_without_a_port_is_that_of_https(tls, tmp_path):
    start(tls, tmp_path, PUBLIC_URL="https://photos.example")
    assert "return 301 https://$host$request_uri;" in (tmp_path / "nginx.conf").read_text()


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("PUBLIC_URL", "http://photos.example", "does not begin with https://"),
        ("TRUSTED_HOSTS", "x; include /etc/passwd", "names no host"),
        ("FRONT_WEB", "web;", "cannot stand in the configuration"),
        ("FRONT_KEY", "/nowhere/web.key", "cannot read /nowhere/web.key"),
    ],
)
def test_what_is_wrong_is_named_and_nginx_is_not_started(tls, tmp_path, setting, value, said):
    done = start(tls, tmp_path / "run", **{setting: value})
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert said in done.stderr
    assert not (tmp_path / "run").exists()


NOBODY = 65534


def test_it_runs_without_root_and_writes_to_its_own_folder_only(tls, tmp_path):
    """As in its container, where only /tmp can be written."""
    folder = Path(tempfile.mkdtemp(prefix="bowerbird-front-"))
    shutil.copytree(tls, folder / "tls")
    shutil.copytree(START.parent, folder / "nginx")
    (folder / "run").mkdir()
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    before = listed(folder)
    plain, secure = apart(2)
    settings = {
        "FRONT_RUN": folder / "run", "FRONT_WEB": "127.0.0.1:9", "FRONT_STORAGE": folder / "storage",
        "FRONT_CERTIFICATE": folder / "tls" / "web.pem", "FRONT_KEY": folder / "tls" / "web.key",
        "FRONT_HTTP": plain, "FRONT_HTTPS": secure,
    }  # fmt: skip
    with running(
        [str(folder / "nginx" / "start")], secure, folder / "run" / "log", user=NOBODY, **settings
    ) as process:
        assert owners(process.pid) == {os.geteuid() or NOBODY}
        context = ssl.create_default_context(cafile=tls / "ca.pem")
        link = socket.create_connection(("127.0.0.1", secure), 5)
        with context.wrap_socket(link, server_hostname="localhost") as door:
            door.sendall(b"GET /api/media HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert door.recv(12) == b"HTTP/1.1 502"
    assert not [path for path in listed(folder) - before if not path.is_relative_to(folder / "run")]
    assert process.returncode == 0
    shutil.rmtree(folder)


def listed(folder):
    return set(folder.rglob("*"))


def owners(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert children
    return {Path(f"/proc/{number}").stat().st_uid for number in (pid, *children)}
