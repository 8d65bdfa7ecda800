"""The authority that signed the servers' certificates, for the connections of a worker."""

import base64
import binascii
import ssl
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from uuid import uuid4

from shared.errors import InvalidSetting
from shared.settings import Settings

_PEM = "-----BEGIN CERTIFICATE-----"
_STRICT = {"verify-ca", "verify-full"}


def pem(settings: Settings) -> str | None:
    """The certificates in CA_CERTIFICATE as PEM text; raises `InvalidSetting` where they are none."""
    given = settings.ca_certificate.strip()
    if not given:
        return None
    text = given if given.startswith(_PEM) else _decoded(given) or _read(given)
    try:
        ssl.create_default_context(cadata=text)
    except (ssl.SSLError, ValueError) as error:
        raise InvalidSetting("CA_CERTIFICATE holds no certificate: give the PEM file of the CA") from error
    return text


def ca_file(settings: Settings) -> Path | None:
    """The PEM file that the servers' certificates are checked with; None where the system's are used.

    What the setting holds itself is written to DATA/ca.pem, which several processes may do at once.
    """
    text = pem(settings)
    if text is None:
        return None
    if not _embedded(settings.ca_certificate.strip()):
        return Path(settings.ca_certificate).resolve()
    place = settings.data / "ca.pem"
    if place.is_file() and place.read_text() == text:
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".ca.{uuid4().hex}.tmp")
    draft.touch(mode=0o600)
    draft.write_text(text)
    return draft.rename(place)


def trusting(settings: Settings) -> Settings:
    """`settings` whose database is checked with CA_CERTIFICATE, or the system's authorities without it."""
    query = urlsplit(settings.database_url).query
    asked = parse_qs(query)
    if not _STRICT.intersection(asked.get("sslmode", [])) or "sslrootcert" in asked:
        return settings
    authority = ca_file(settings) or ssl.get_default_verify_paths().cafile
    if not authority:
        raise InvalidSetting("CA_CERTIFICATE is missing: the database's certificate cannot be checked")
    return replace(settings, database_url=f"{settings.database_url}&sslrootcert={quote(str(authority))}")


def broker_options(settings: Settings) -> dict[str, Any] | None:
    """How the broker's certificate is checked, its host name with it; None where BROKER_URL has no TLS."""
    if not settings.broker_url.startswith("amqps:"):
        return None
    authority = ca_file(settings)
    return {
        "cert_reqs": ssl.CERT_REQUIRED,
        "ca_certs": str(authority) if authority else None,
        "server_hostname": urlsplit(settings.broker_url).hostname,
        "tls_minimum_version": ssl.TLSVersion.TLSv1_2,
    }


def _embedded(given: str) -> bool:
    return given.startswith(_PEM) or _decoded(given) is not None


def _decoded(given: str) -> str | None:
    """What is PEM in Base64, as a line of worker.env holds it."""
    try:
        text = base64.b64decode(given, validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return text if _PEM in text else None


def _read(given: str) -> str:
    try:
        return Path(given).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSetting(
            "CA_CERTIFICATE is neither a PEM file that can be read nor its content in Base64"
        ) from error
