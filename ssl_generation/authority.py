"""Makes the authority once, and a certificate for each server whenever it needs another."""

import fcntl
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from ssl_generation.openssl import CertificateError, agrees, make_key, names_of, openssl

DAY = 86_400  # seconds
AUTHORITY_DAYS = 3650
SERVER_DAYS = 800  # some clients refuse a server's certificate of more than 825 days
RENEW_DAYS = 30
NAME = "Bowerbird local authority"

AUTHORITY = f"""
[req]
distinguished_name = subject
x509_extensions = extensions
prompt = no
[subject]
CN = {NAME} {{serial}}
[extensions]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
"""
REQUEST = """
[req]
distinguished_name = subject
prompt = no
[subject]
CN = {name}
"""
SERVER = """
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = {names}
"""


@dataclass(frozen=True)
class Server:
    """A server: the name of its files, and every host name and address that it is reached by."""

    name: str
    hosts: tuple[str, ...]


def certify(folder: Path, servers: Iterable[Server]) -> list[str]:
    """Bring `folder` up to date: `ca.pem`, `ca.key`, and NAME.pem, NAME.key for each server.

    Return the names of the files that were made.  What is there is kept: the authority always, a
    server's certificate while it lasts another month and covers its names, and one that somebody
    else signed always.  A renewed certificate keeps its key.  Raises `CertificateError`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder), tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as scratch:
        made = _establish(folder, Path(scratch))
        for server in servers:
            made += _serve(folder, Path(scratch), server)
    return made


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _establish(folder: Path, scratch: Path) -> list[str]:
    key, certificate = folder / "ca.key", folder / "ca.pem"
    if certificate.exists():
        if not agrees("x509", "-in", certificate, "-noout", "-checkend", str(RENEW_DAYS * DAY)):
            raise CertificateError(
                f"The authority in {certificate} ends within {RENEW_DAYS} days or cannot be read; "
                "move the folder away and make a new one, and give every worker new credentials."
            )
        return []
    if not key.exists():
        make_key(scratch / "ca.key")
        (scratch / "ca.key").rename(key)
    config = scratch / "ca.cnf"
    config.write_text(AUTHORITY.format(serial=secrets.token_hex(4)))
    draft = scratch / "ca.pem"
    openssl(
        "req", "-new", "-x509", "-sha256", "-key", key, "-config", config, "-days", str(AUTHORITY_DAYS),
        "-set_serial", _serial(), "-out", draft,
    )  # fmt: skip
    draft.chmod(0o644)
    draft.rename(certificate)
    return ["ca.pem", "ca.key"]


def _serve(folder: Path, scratch: Path, server: Server) -> list[str]:
    key, certificate = folder / f"{server.name}.key", folder / f"{server.name}.pem"
    if certificate.exists() and (_foreign(certificate) or _good(folder, server)):
        return []
    if not (folder / "ca.key").exists():
        raise CertificateError(
            f"{certificate} must be made, but the authority's key {folder / 'ca.key'} is not there; "
            "put it back, or move the folder away to begin with a new authority."
        )
    made = []
    if not key.exists():
        make_key(scratch / key.name)
        (scratch / key.name).rename(key)
        made = [key.name]
    _sign(folder, scratch, server)
    (scratch / certificate.name).rename(certificate)
    return [certificate.name, *made]


def _sign(folder: Path, scratch: Path, server: Server) -> None:
    request, config, extensions = scratch / "request", scratch / "request.cnf", scratch / "extensions"
    config.write_text(REQUEST.format(name=server.name))
    extensions.write_text(SERVER.format(names=", ".join(map(_alternative, server.hosts))))
    openssl("req", "-new", "-key", folder / f"{server.name}.key", "-config", config, "-out", request)
    draft = scratch / f"{server.name}.pem"
    openssl(
        "x509", "-req", "-sha256", "-in", request, "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key",
        "-set_serial", _serial(), "-days", str(SERVER_DAYS), "-extfile", extensions, "-out", draft,
    )  # fmt: skip
    draft.chmod(0o644)


def _foreign(certificate: Path) -> bool:
    """Tell whether somebody put a certificate here that is of no authority of ours."""
    return NAME not in openssl("x509", "-in", certificate, "-noout", "-issuer")


def _good(folder: Path, server: Server) -> bool:
    key, certificate = folder / f"{server.name}.key", folder / f"{server.name}.pem"
    return (
        key.exists()
        and agrees("verify", "-CAfile", folder / "ca.pem", certificate)
        and agrees("x509", "-in", certificate, "-noout", "-checkend", str(RENEW_DAYS * DAY))
        and names_of(certificate) >= set(server.hosts)
        and openssl("x509", "-in", certificate, "-noout", "-pubkey") == openssl("pkey", "-in", key, "-pubout")
    )


def _alternative(host: str) -> str:
    try:
        ip_address(host)
    except ValueError:
        return f"DNS:{host}"
    return f"IP:{host}"


def _serial() -> str:
    return f"0x{secrets.randbits(127) | 1 << 126:x}"
