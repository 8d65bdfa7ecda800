"""The project as a customer would have it: a copy of what compose needs, with settings of its own."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.compose.engine import docker
from tests.conftest import ROOT

PARTS = (
    "Makefile", ".dockerignore", "docker-compose.yml", "models.toml", "mongo", "nginx", "postgres",
    "rabbitmq", "requirements", "scripts", "services", "shared", "ssl_generation",
)  # fmt: skip


@dataclass(frozen=True)
class Project:
    """A folder with the project, and the environment to run it in."""

    folder: Path
    environ: Mapping[str, str] = field(repr=False)

    @classmethod
    def copied(cls, folder: Path, environ: Mapping[str, str], **settings: str) -> "Project":
        """Copy the project into `folder`, to be run with `settings`."""
        folder.mkdir(parents=True)
        for name in PARTS:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / name)
        return cls(folder, environ | settings)

    def without_mongo(self) -> None:
        """Keep accounts and tokens in PostgreSQL: take the MongoDB out of the compose file."""
        file = self.folder / "docker-compose.yml"
        document = yaml.safe_load(file.read_text())
        document["services"].pop("mongo")
        for service in document["services"].values():
            service.get("depends_on", {}).pop("mongo", None)
            service["secrets"] = [name for name in service.get("secrets", []) if name != "mongo_url"]
            service.get("environment", {}).pop("MONGO_URL_FILE", None)
        document["secrets"] = {k: v for k, v in document["secrets"].items() if not k.startswith("mongo")}
        file.write_text(yaml.safe_dump(document))

    def run(self, *command: str, timeout: float = 1800) -> str:
        """Run a command in the folder and return what it prints; fails with its last words."""
        done = subprocess.run(
            ["nice", "-n", "10", *command],
            cwd=self.folder, env=self.environ, capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout.strip()

    def compose(self, *words: str, timeout: float = 1800) -> str:
        """Run Docker Compose as `make up` does."""
        return self.run("scripts/compose", *words, timeout=timeout)

    def admin(self, *words: str) -> str:
        """Run the `bowerbird` command in a container of its own."""
        return self.compose("run", "--rm", "-T", "admin", *words)

    def remove(self) -> None:
        """Remove the containers and everything that they stored."""
        subprocess.run(
            ["scripts/compose", "down", "--volumes", "--timeout", "10"],
            cwd=self.folder, env=self.environ, capture_output=True, check=False,
        )  # fmt: skip

    def containers(self, service: str = "") -> list[dict[str, Any]]:
        """What the engine says of the containers of `service`, or of all."""
        ids = self.compose("ps", "-a", "-q", *([service] if service else [])).split()
        found: list[dict[str, Any]] = json.loads(docker("inspect", *ids, environ=self.environ))
        return found

    def inside(self, container: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside a container."""
        return subprocess.run(
            ["docker", "exec", container, *command],
            env=self.environ, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait(what: str, done: Callable[[], Any], seconds: float = 300) -> Any:
    """Wait until `done()` is true and return it."""
    end = time.monotonic() + seconds
    while not (found := done()):
        assert time.monotonic() < end, f"not in {seconds:g} s: {what}"
        time.sleep(1)
    return found


def settings(ports: tuple[int, int, int]) -> dict[str, str]:
    """The settings of a trial: free ports, one model folder for reading."""
    http, https, management = ports
    models = os.environ.get("MODELS_DIR") or str(ROOT.parent / "shared" / "models")
    return {
        "COMPOSE_PROJECT_NAME": "bowerbirdtest",
        "HTTP_PORT": str(http),
        "HTTPS_PORT": str(https),
        "RABBITMQ_PORT": str(management),
    } | ({"MODELS_DIR": models} if Path(models).is_dir() else {})
