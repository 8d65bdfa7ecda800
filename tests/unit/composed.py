"""The compose files as data: anchors resolved, nothing filled in."""

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "docker-compose.yml"
SERVERS = {"postgres", "rabbitmq", "mongo", "nginx"}  # whose images others make
ONCE = {"folders", "migrate", "admin"}  # that run and end


def services(file: Path = BASE) -> dict[str, dict[str, Any]]:
    """The services of a compose file by name."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text())["services"]
    return found


def ours() -> dict[str, dict[str, Any]]:
    """The services that run our code, and go on running."""
    return {name: service for name, service in services().items() if name not in SERVERS | ONCE}
