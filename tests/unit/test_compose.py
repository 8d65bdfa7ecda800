"""docker-compose.yml keeps every service within bounds, and every image holds its own code alone."""

import re
from pathlib import Path

import pytest

from services.cli.stack.programs import WORKERS
from tests.unit.composed import BASE, ONCE, ROOT, SERVERS, ours, services

ALL = services()
FOLDERS = sorted(path.parent for path in (ROOT / "services").glob("*/__main__.py"))


@pytest.mark.parametrize("name", ALL)
def test_every_container_is_held_within_bounds(name: str):
    service = ALL[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["CHOWN"] if name == "folders" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["pids_limit"] <= 512
    assert service["mem_limit"]
    assert service["cpus"]
    assert all("noexec,nosuid,nodev" in mount for mount in service["tmpfs"])


@pytest.mark.parametrize("name", ALL)
def test_no_container_runs_as_root_but_the_one_that_hands_over_the_folders(name: str):
    assert ALL[name]["user"].startswith("0:") == (name == "folders")


@pytest.mark.parametrize("name", ALL)
def test_every_service_that_lasts_says_how_it_is(name: str):
    check = ALL[name]["healthcheck"]
    assert check.get("disable") is True if name in ONCE else check["test"][0] == "CMD"


@pytest.mark.parametrize("name", ALL)
def test_nothing_stands_in_the_way_of_more_containers_of_a_service(name: str):
    service = ALL[name]
    assert "container_name" not in service
    assert ("ports" in service) == (name in {"nginx", "rabbitmq"})


def test_only_the_front_and_the_own_machine_reach_in():
    published = {name: service["ports"] for name, service in ALL.items() if "ports" in service}
    assert all(port.startswith("127.0.0.1:") for port in published["rabbitmq"])
    assert set(published) == {"nginx", "rabbitmq"}


def test_workers_cannot_reach_out():
    assert all(ALL[name]["networks"] == ["inner"] for name in (*WORKERS, "ingest", "dispatch", "postgres"))
    text = BASE.read_text()
    assert "inner: { internal: true }" in text
    assert "accounts: { internal: true }" in text


@pytest.mark.parametrize("name", WORKERS)
def test_workers_only_read_originals_and_stay_down_when_they_were_drained(name: str):
    library = [mount for mount in ALL[name]["volumes"] if mount.startswith("library:")]
    assert library == (["library:/data"] if name == "preview" else ["library:/data:ro"])
    assert ALL[name]["restart"] == "on-failure"


@pytest.mark.parametrize("name", ours())
def test_our_services_start_when_the_database_is_ready(name: str):
    waits = {what: how["condition"] for what, how in ALL[name]["depends_on"].items()}
    assert waits["migrate"] == "service_completed_successfully"
    assert waits["postgres"] == "service_healthy"


def test_no_secret_stands_in_the_environment():
    for name, service in ALL.items():
        for variable, value in (service.get("environment") or {}).items():
            if variable != "PUBLIC_URL" and re.search("PASSWORD|KEY|TOKEN|_URL$", variable):
                assert variable.endswith(("_FILE", "_USERNAME")), f"{name}: {variable}={value}"


def test_every_secret_that_is_mounted_is_one_that_is_declared():
    declared = set(re.findall(r"^  (\w+): \{ file:", BASE.read_text(), re.MULTILINE))
    mounted = {
        secret if isinstance(secret, str) else secret["source"]
        for service in ALL.values()
        for secret in service.get("secrets", [])
    }
    assert mounted == declared


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_image_holds_shared_and_its_own_folder_only(folder: Path):
    recipe = (folder / "Dockerfile").read_text().replace("${LOCK}", folder.name)
    copied = set(re.findall(r"^COPY (\S+) ", recipe, re.MULTILINE))
    own = {f"services/{folder.name}", f"requirements/services/{folder.name}.txt"}
    also = {"services/ingest", "services/scrub"} if folder.name == "cli" else set()  # it does their work
    assert copied == {"models.toml", "shared", "services/__init__.py"} | own | also


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_image_is_no_root(folder: Path):
    assert "USER 10001:10001\n" in (folder / "Dockerfile").read_text()


def test_every_service_folder_is_in_the_compose_file():
    assert {folder.name for folder in FOLDERS} - {"cli"} == set(ALL) - SERVERS - ONCE
