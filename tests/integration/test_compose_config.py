"""Docker Compose understands every file as we hand it out, alone and laid over one another."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import skip_or_fail
from tests.unit.composed import ROOT, SERVERS

SETS = {
    "one machine": ["docker-compose.yml"],
    "with GPUs": ["docker-compose.yml", "docker-compose.gpu.yml"],
    "with workers elsewhere": ["docker-compose.yml", "docker-compose.remote.yml"],
    "with all of it": ["docker-compose.yml", "docker-compose.gpu.yml", "docker-compose.remote.yml"],
    "a worker elsewhere": ["docker-compose.worker.yml"],
}
SETTINGS = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent"}


def configured(files: list[str], folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """What `config` answers; asks no Docker Engine.  `.env` of this installation is left out."""
    tool = shutil.which("docker-compose")
    if tool is None:
        skip_or_fail("docker-compose is not installed")
    (folder / "env").touch()
    words = [word for file in files for word in ("-f", str(ROOT / file))]
    return subprocess.run(
        [tool, "--env-file", str(folder / "env"), *words, "config"],
        capture_output=True, text=True, check=False,
        env=SETTINGS | {"WORKER_ENV": str(folder / "env")} | settings,
    )  # fmt: skip


def services(files: list[str], folder: Path, **settings: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(configured(files, folder, **settings).stdout)["services"]
    return found


def published(service: dict[str, Any]) -> set[str]:
    """`address:port:port inside` of each port, however this release of Compose writes it."""
    return {
        port.removesuffix("/tcp")
        if isinstance(port, str)
        else f"{port.get('host_ip', '')}:{port['published']}:{port['target']}"
        for port in service.get("ports", [])
    }


def mounted(service: dict[str, Any]) -> set[str]:
    """`source:target:mode` of each mount."""
    return {
        mount
        if isinstance(mount, str)
        else f"{mount['source']}:{mount['target']}:{'ro' if mount.get('read_only') else 'rw'}"
        for mount in service["volumes"]
    }


@pytest.mark.parametrize("files", SETS.values(), ids=SETS)
def test_docker_compose_understands_the_files(files: list[str], tmp_path):
    answer = configured(files, tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""


def test_no_compose_file_is_forgotten():
    there = {path.name for path in ROOT.glob("docker-compose*.yml")}
    assert there == {file for files in SETS.values() for file in files}


def test_the_settings_of_an_installation_reach_the_containers(tmp_path):
    found = services(
        SETS["one machine"], tmp_path,
        OWNER="1000:1000", HTTPS_PORT="444", INBOX="/srv/inbox", MODELS_DIR="/srv/models", CPUS="3",
    )  # fmt: skip
    assert any(port.endswith(":444:8443") for port in published(found["nginx"]))
    assert "/srv/inbox:/inbox:rw" in mounted(found["ingest"])
    assert "/srv/models:/models:ro" in mounted(found["detect"])
    assert float(found["detect"]["cpus"]) == 3
    users = {service["user"] for name, service in found.items() if name not in {"folders", *SERVERS}}
    assert users == {"1000:1000"}


def test_gpu_workers_are_given_a_gpu_and_the_lock_with_torch(tmp_path):
    found = services(SETS["with GPUs"], tmp_path)
    for name in ("detect", "speech"):
        devices = found[name]["deploy"]["resources"]["reservations"]["devices"]
        assert [device["driver"] for device in devices] == ["nvidia"]
        assert found[name]["build"]["args"]["LOCK"] == f"{name}-gpu"
        assert "\ntorch==" in (ROOT / f"requirements/services/{name}-gpu.txt").read_text()


def test_workers_elsewhere_reach_the_servers_by_tls_alone(tmp_path):
    found = services(SETS["with workers elsewhere"], tmp_path)
    outside = {port for service in found.values() for port in published(service) if "127.0.0.1" not in port}
    assert {port.rsplit(":", 1)[1] for port in outside} == {"5671", "5432", "8080", "8443"}
    rules = [rule.split() for rule in (ROOT / "postgres/pg_hba.conf").read_text().splitlines()]
    assert [[*rule[:3], rule[4]] for rule in rules if rule[3:4] == ["all"]] == [
        ["host", "all", "bowerbird,postgres", "reject"],
        ["hostssl", "bowerbird", "+bowerbird_worker", "scram-sha-256"],
    ]
