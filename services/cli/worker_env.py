"""The file that a machine needs to work for a library elsewhere: addresses and secrets, a line each."""

import base64
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from uuid import uuid4

from services.cli.worker_addresses import Addresses
from shared.errors import InvalidSetting


@dataclass(frozen=True)
class Secrets:
    """What a worker shows to each server."""

    role: str
    role_password: str
    user: str
    user_password: str
    token: str


def written(name: str, places: Addresses, secrets: Secrets) -> str:
    """The text of worker.env; its values need no quotes."""
    values = {
        "DATABASE_URL": f"postgresql://{secrets.role}:{secrets.role_password}@{places.database}"
        "?sslmode=verify-full",
        "BROKER_URL": f"amqps://{secrets.user}:{secrets.user_password}@{places.broker}",
        "MEDIA_URL": places.media,
        "MEDIA_TOKEN": secrets.token,
        "CA_CERTIFICATE": base64.b64encode(places.authority.encode()).decode(),
        "MACHINE": name,
    }
    lines = [f"{key}={value}" for key, value in values.items()]
    return "\n".join([f"# Lets a machine work for Bowerbird as {name}; whoever has it can, too.", *lines, ""])


def read(file: Path) -> Mapping[str, str]:
    """The settings in a worker.env; raises `InvalidSetting` where a line is none."""
    lines = [line.strip() for line in file.read_text().splitlines()]
    given = {}
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.isidentifier():
            raise InvalidSetting(f"{file}, line {number}: a line is NAME=VALUE")
        given[name] = value
    return given


@contextmanager
def drafted(place: Path) -> Iterator[TextIO]:
    """A file for its owner's eyes that takes the place of `place` once all is written, else nothing does."""
    new = place.with_name(f".{place.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            yield file
        new.rename(place)
    finally:
        new.unlink(missing_ok=True)
