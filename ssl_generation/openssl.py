"""Calls the `openssl` command; OpenSSL and LibreSSL take the same options here."""

from __future__ import annotations  # the Python of a machine that runs Docker may be 3.9

import re
import subprocess
from ipaddress import ip_address
from pathlib import Path


class CertificateError(Exception):
    """What went wrong with a certificate, in one sentence for a person."""


def openssl(*arguments: str | Path) -> str:
    """Run it and return what it says.  Raises `CertificateError` with its last complaint."""
    done = _run(*arguments)
    if done.returncode:
        complaint = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise CertificateError(f"openssl {arguments[0]} failed: {complaint}")
    return done.stdout


def agrees(*arguments: str | Path) -> bool:
    """Run a check and tell whether it passed."""
    return _run(*arguments).returncode == 0


def make_key(place: Path) -> None:
    """Write a new private key that only its owner can read."""
    place.touch(mode=0o600)
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-out", place)
    place.chmod(0o600)


def names_of(certificate: Path) -> frozenset[str]:
    """The host names and addresses that a certificate is good for."""
    text = openssl("x509", "-in", certificate, "-noout", "-text")
    hosts = re.findall(r"DNS:([^\s,]+)", text)
    addresses = re.findall(r"IP Address:([^\s,]+)", text)
    return frozenset(hosts) | {str(ip_address(address)) for address in addresses}


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise CertificateError("The command openssl is not there; please install it.") from error
