"""The file that a machine needs to work for a library elsewhere: addresses and secrets, a line each."""

import base64
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from urllib.parse import SplitResult, quote, urlsplit
from uuid import uuid4

from psycopg2.extensions import parse_dsn

from shared import certificates
from shared.errors import InvalidSetting
from shared.settings import Settings


@dataclass(frozen=True)
class Addresses:
    """Where the servers are for a worker outside, and the authority that vouches for them."""

    media: str
    database: str  # HOST:PORT/NAME
    broker: str  # HOST:PORT/VHOST
    authority: str  # PEM


@dataclass(frozen=True)
class Secrets:
    """What a worker shows to each server."""

    role: str
    role_password: str
    user: str
    user_password: str
    token: str


def addresses(settings: Settings) -> Addresses:
    """Read them from the settings; raises `InvalidSetting` that names the one that is missing."""
    public = urlsplit(settings.public_url)
    if public.scheme != "https" or not public.hostname:
        raise InvalidSetting(
            "PUBLIC_URL is missing or not encrypted: give the https:// address of this Bowerbird"
        )
    authority = certificates.pem(settings)
    if not authority:
        raise InvalidSetting("CA_CERTIFICATE is missing: give the PEM file of the CA that the servers show")
    database = _outside("PUBLIC_DATABASE", settings.public_database, public, 5432)
    broker = _outside("PUBLIC_BROKER", settings.public_broker, public, 5671)
    name = quote(parse_dsn(settings.database_url).get("dbname", "bowerbird"), safe="")
    return Addresses(
        settings.public_url.rstrip("/"),
        f"{database}/{name}",
        f"{broker}/{quote(vhost(settings), safe='')}",
        authority,
    )


def vhost(settings: Settings) -> str:
    """The virtual host of BROKER_URL."""
    return urlsplit(settings.broker_url).path[1:] or "/"


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


def _outside(name: str, given: str, public: SplitResult, port: int) -> str:
    """HOST:PORT, the host in brackets where it is an IPv6 address."""
    try:
        parts = urlsplit(f"//{given or _bracketed(public.hostname or '')}")
        host, chosen = parts.hostname, parts.port or port
    except ValueError as error:
        raise InvalidSetting(f"{name}={given!r} is no HOST:PORT") from error
    if not host or parts.path or parts.username:
        raise InvalidSetting(f"{name}={given!r} is no HOST:PORT")
    return f"{_bracketed(host)}:{chosen}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
