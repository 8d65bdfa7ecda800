"""`make up` and `make down`, with a Docker that only writes down what it is asked."""

import base64
import hashlib
import json
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

TOOLS = (
    "awk", "bash", "cat", "chmod", "cmp", "dirname", "env", "hostname", "id", "mkdir", "nproc", "openssl",
    "sed", "sleep", "tr", "xargs",
)  # fmt: skip
DOCKER = """#!/bin/bash
echo "$*" >> "$(dirname "$0")/asked"
case "$*" in
    "compose ps -a -q") echo one ;;
    inspect*) cat "$(dirname "$0")/state" ;;
    *"admin link") echo https://localhost/welcome/word ;;
esac
"""


@dataclass(frozen=True)
class Machine:
    """A folder with the project, and the programs that there are."""

    folder: Path

    @property
    def programs(self) -> Path:
        return self.folder / "bin"

    def run(self, script: str, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        environ = {"PATH": str(self.programs), "HOME": str(self.folder), "MODELS_DIR": "/models"} | settings
        command = [str(self.folder / "scripts" / script), *words]
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)

    def asked(self) -> list[str]:
        """What Docker was asked."""
        return (self.programs / "asked").read_text().splitlines()

    def says(self, state: str) -> None:
        """What Docker answers about the only container."""
        (self.programs / "state").write_text(f"{state}\n")

    def files(self, folder: str) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in (self.folder / "var" / folder).iterdir()}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    for part in ("scripts", "ssl_generation"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    machine = Machine(tmp_path)
    machine.programs.mkdir()
    for tool in TOOLS:
        (machine.programs / tool).symlink_to(str(shutil.which(tool)))
    (machine.programs / "python3").symlink_to(Path(sys.executable).resolve())
    docker = machine.programs / "docker"
    docker.write_text(DOCKER)
    docker.chmod(0o755)
    machine.says("/bowerbird_web_1 running healthy 0")
    return machine


@pytest.mark.parametrize("command", [("up",), ("compose", "down")])
def test_without_docker_one_sentence_says_what_to_install(machine: Machine, command: tuple[str, ...]):
    (machine.programs / "docker").unlink()
    answer = machine.run(*command)
    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        "Docker is not installed: on Debian and Ubuntu, apt-get install docker.io docker-compose"
    ]
    assert not (machine.folder / "var").exists()


def test_a_docker_that_does_not_answer_is_told_in_one_sentence(machine: Machine):
    (machine.programs / "docker").write_text("#!/bin/bash\nexit 1\n")
    answer = machine.run("up")
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert "does not answer" in answer.stderr


def test_the_first_up_makes_what_is_missing_and_prints_the_way_in(machine: Machine):
    answer = machine.run("up", DOMAIN="photos.example", HTTPS_PORT="8443")
    assert answer.returncode == 0, answer.stderr
    assert "  Address      https://photos.example:8443\n" in answer.stdout
    assert "  Sign in      https://localhost/welcome/word  (works once" in answer.stdout
    assert "DOMAIN=photos.example\n" in (machine.folder / ".env").read_text()
    assert machine.asked().index("compose build") < machine.asked().index("compose up -d --remove-orphans")
    certificate = machine.folder / "var/secrets/web.pem"
    names = subprocess.run(
        ["openssl", "x509", "-in", certificate, "-noout", "-ext", "subjectAltName"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "DNS:photos.example" in names.stdout


def test_secrets_are_closed_to_others_and_open_to_whom_they_are_mounted_for(machine: Machine):
    machine.run("up")
    folder = machine.folder / "var/secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o444}
    assert stat.S_IMODE((machine.folder / "var/tls/ca.key").stat().st_mode) == 0o600


def test_a_second_up_changes_no_secret_and_no_certificate(machine: Machine):
    machine.run("up")
    before = machine.files("secrets"), (machine.folder / ".env").read_text()
    machine.run("up", DOMAIN="other.example")
    assert (machine.files("secrets"), (machine.folder / ".env").read_text()) == before


def test_no_two_installations_have_the_same_secrets(machine: Machine):
    for place in ("one", "two"):
        machine.run("secrets", str(machine.folder / "var" / place))
    one, two = machine.files("one"), machine.files("two")
    assert not {name for name in one if one[name] == two[name]}


def test_a_secret_that_was_lost_is_made_anew_and_the_others_stay(machine: Machine):
    machine.run("secrets", str(machine.folder / "var/secrets"))
    before = machine.files("secrets")
    (machine.folder / "var/secrets/mongo_url").unlink()
    machine.run("secrets", str(machine.folder / "var/secrets"))
    assert machine.files("secrets") == before


def test_rabbitmq_knows_the_passwords_of_the_addresses_by_their_hashes(machine: Machine):
    machine.run("secrets", str(machine.folder / "var/secrets"))
    secrets = {name: text.decode().strip() for name, text in machine.files("secrets").items()}
    users = {user["name"]: user for user in json.loads(secrets["rabbitmq_users.json"])["users"]}
    for user, address in (("worker", "worker_broker_url"), ("bowerbird", "broker_url")):
        password = secrets[address].split(":")[2].partition("@")[0]
        stored = base64.b64decode(users[user]["password_hash"])
        assert stored[4:] == hashlib.sha256(stored[:4] + password.encode()).digest()


def test_a_worker_may_read_queues_and_nothing_else(machine: Machine):
    machine.run("secrets", str(machine.folder / "var/secrets"))
    definitions = json.loads(machine.files("secrets")["rabbitmq_users.json"])
    rights = {one["user"]: one for one in definitions["permissions"]}["worker"]
    assert (rights["configure"], rights["write"], rights["read"]) == ("", "", r"^media\..*")
    assert {user["name"]: user["tags"] for user in definitions["users"]}["worker"] == []


def test_a_service_that_does_not_become_well_is_named(machine: Machine):
    machine.says("/bowerbird_detect_1 restarting unhealthy 1")
    answer = machine.run("up", PATIENCE="-1")
    assert answer.returncode == 1
    assert "bowerbird_detect_1 is restarting unhealthy" in answer.stderr


def test_down_keeps_the_volumes():
    recipe = (ROOT / "Makefile").read_text().partition("\ndown:")[2].partition("\n\n")[0]
    assert "scripts/compose down" in recipe
    assert "-v" not in recipe.split()
