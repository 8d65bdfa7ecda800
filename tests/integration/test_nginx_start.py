"""The front's start script: what it makes of the settings, and what it refuses before nginx runs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ssl_generation.authority import Server, certify

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
