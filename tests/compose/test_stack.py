"""docker-compose.yml as it is handed out: built, started, used, and every part of it restarted."""

import json
import re
from typing import Any

import pytest

from services.cli.stack.programs import WORKERS
from tests import samples
from tests.compose.client import Client
from tests.compose.engine import docker
from tests.compose.project import Project, wait

pytestmark = [pytest.mark.compose, pytest.mark.timeout(5400)]

LASTING = ("nginx", "web", "ingest", "dispatch", "scrub", "postgres", "rabbitmq", *WORKERS)


@pytest.fixture(scope="module")
def kept(client: Client, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """A photo, a picture of text, a video and a sound, sent over HTTPS and analysed."""
    folder = tmp_path_factory.mktemp("media")
    files = [
        samples.photo(folder / "photo.jpg"),
        samples.words(folder / "words.png", "BOWERBIRD KEEPS"),
        samples.video(folder / "video.mp4"),
    ]
    numbers = {file.stem: client.upload(file) for file in files}
    wait("every analysis is done", client.at_rest, 600)
    return numbers


def test_every_analysis_of_what_was_uploaded_is_done(client: Client, kept: dict[str, int]):
    status = client.get("/api/status")
    assert status["overall"]["failed"] == 0, status["failures"]
    done = {one["name"]: one["done"] for one in status["analyzers"]}
    assert done["detect"] >= 2
    assert done["ocr"] >= 2
    assert done["phash"] >= 2
    assert done["preview"] >= 1


def test_the_text_of_a_picture_can_be_searched(client: Client, kept: dict[str, int]):
    found = client.get("/api/media?q=bowerbird")
    assert kept["words"] in [media["id"] for media in found["items"]]


def test_the_original_comes_back_byte_for_byte_by_nginx(client: Client, kept: dict[str, int], tmp_path):
    assert client.send("GET", f"/api/media/{kept['photo']}/original") == (
        samples.photo(tmp_path / "photo.jpg").read_bytes()
    )


def test_a_file_in_the_inbox_is_taken_in(client: Client, project: Project, kept: dict[str, int]):
    inbox = project.folder / "var/inbox"
    before = client.get("/api/facets")["total"]
    samples.photo(inbox / "dropped.jpg", seed=7)
    wait("it is kept", lambda: client.get("/api/facets")["total"] == before + 1, 120)
    assert not (inbox / "dropped.jpg").exists()
    wait("it is analysed", client.at_rest, 300)


@pytest.mark.parametrize("service", LASTING)
def test_a_container_is_held_within_bounds(project: Project, service: str):
    for container in project.containers(service):
        host = container["HostConfig"]
        assert host["ReadonlyRootfs"] is True
        assert host["CapDrop"] == ["ALL"]
        assert not host["CapAdd"]
        assert host["SecurityOpt"] == ["no-new-privileges:true"]
        assert 0 < host["PidsLimit"] <= 512
        assert host["Memory"] > 0
        assert host["NanoCpus"] > 0
        assert container["Config"]["User"].partition(":")[0] not in {"", "0", "root"}
        assert not host["Privileged"]


@pytest.mark.parametrize("service", LASTING)
def test_inside_a_container_there_is_no_power_and_nothing_to_write_to(project: Project, service: str):
    container = project.containers(service)[0]["Id"]
    status = project.inside(container, "cat", "/proc/1/status").stdout
    assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE)
    assert re.search(r"^CapBnd:\s+0+$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)
    for place in ("/new", "/etc/new", "/usr/new"):
        assert "Read-only file system" in project.inside(container, "touch", place).stderr


@pytest.mark.parametrize("service", WORKERS)
def test_a_worker_cannot_reach_out_nor_change_an_original(project: Project, service: str):
    container = project.containers(service)[0]["Id"]
    dial = "import socket; socket.create_connection(('1.1.1.1', 443), 5)"
    assert re.search(
        "TimeoutError|Network is unreachable", project.inside(container, "python", "-c", dial).stderr
    )
    if service != "preview":
        answer = project.inside(container, "touch", "/data/storage/originals/new")
        assert "Read-only file system" in answer.stderr


def test_only_the_front_is_published_to_other_machines(project: Project):
    ports = {
        container["Config"]["Labels"]["com.docker.compose.service"]: [
            binding["HostIp"]
            for bindings in container["NetworkSettings"]["Ports"].values()
            for binding in bindings or []
        ]
        for container in project.containers()
    }
    assert {service for service, addresses in ports.items() if addresses} == {"nginx", "rabbitmq"}
    assert set(ports["rabbitmq"]) == {"127.0.0.1"}


def test_no_secret_can_be_seen_from_outside(project: Project):
    words = {file.read_text().strip() for file in (project.folder / "var/secrets").glob("*password")}
    shown = json.dumps(project.containers()) + project.compose("logs", "--no-color")
    assert not [word for word in words if word in shown]


@pytest.mark.parametrize("service", LASTING)
def test_after_a_restart_of_any_container_everything_answers(
    project: Project, client: Client, kept: dict[str, int], service: str
):
    before = client.get("/api/status")["overall"]["done"]
    project.compose("restart", service)
    wait(f"{service} is well again", lambda: healthy(project, service), 180)
    wait("the front answers", client.answers, 120)
    assert client.get("/api/status")["overall"]["done"] >= before


def test_work_goes_on_after_all_the_restarts(client: Client, kept: dict[str, int], tmp_path):
    number = client.upload(samples.photo(tmp_path / "later.jpg", seed=11))
    wait("it is analysed", client.at_rest, 300)
    states = {one["state"] for one in client.get(f"/api/media/{number}")["analyses"]}
    assert states == {"done"}


def test_more_containers_of_a_worker_share_the_work(project: Project, client: Client):
    project.compose("up", "-d", "--no-build", "--scale", "detect=2")
    wait("both are well", lambda: healthy(project, "detect", 2), 180)
    names = {one["name"] for one in client.get("/api/status")["workers"] if one["analyzer"] == "detect"}
    assert len(names) >= 2


def test_a_worker_is_let_in_and_shut_out_by_the_command(project: Project):
    given = project.admin("worker-credentials", "--for", "attic", "--analyzer", "detect")
    assert "BROKER_URL=amqps://worker-attic:" in given
    assert "attic" in project.admin("worker-credentials", "--list")
    project.admin("worker-credentials", "--revoke", "attic")
    assert "attic" not in project.admin("worker-credentials", "--list")


def test_make_up_again_changes_no_secret_and_loses_nothing(project: Project, client: Client):
    secrets = {file.name: file.read_bytes() for file in (project.folder / "var/secrets").iterdir()}
    done = client.get("/api/status")["overall"]["done"]
    project.run("make", "down")
    said = project.run("make", "up", timeout=3600)
    assert f"{client.address}/welcome/" in said
    assert {file.name: file.read_bytes() for file in (project.folder / "var/secrets").iterdir()} == secrets
    assert client.get("/api/status")["overall"]["done"] >= done


def test_the_images_are_told_by_size(project: Project):
    listed = docker("images", "--format", "{{.Repository}} {{.Size}}", environ=project.environ)
    print("\n".join(line for line in listed.splitlines() if line.startswith("bowerbird-")))


def healthy(project: Project, service: str, count: int = 1) -> bool:
    states: list[dict[str, Any]] = [one["State"] for one in project.containers(service)]
    return len(states) >= count and all(state["Health"]["Status"] == "healthy" for state in states)
