"""Where the servers are for a machine that works for a library elsewhere, told from the settings."""

from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

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
