"""`python -m ssl_generation --out FOLDER SERVER[=HOST,…]…`: makes what is missing, and says what it made."""

from __future__ import annotations  # the Python of a machine that runs Docker may be 3.9

import argparse
import re
import sys
from ipaddress import ip_address
from pathlib import Path

from ssl_generation.authority import Server, certify
from ssl_generation.openssl import CertificateError

HOST = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9_-]{0,62})(\.[a-z0-9][a-z0-9_-]{0,62})*")


def server(text: str) -> Server:
    """Read `web` or `web=photos.example,192.168.1.5`; the server is always reached by its own name too."""
    name, _, more = text.partition("=")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) or name == "ca":
        raise argparse.ArgumentTypeError(f"{name!r} cannot be the name of a server")
    hosts = dict.fromkeys([name, *(_host(host) for host in more.split(",") if host.strip())])
    return Server(name, tuple(hosts))


def _host(text: str) -> str:
    host = text.strip().strip("[]").lower()
    if HOST.fullmatch(host):
        return host
    try:
        return str(ip_address(host))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no host name and no address") from error


def main(arguments: list[str] | None = None) -> int:
    """Bring the folder up to date; 1 where that fails, with the reason."""
    parser = argparse.ArgumentParser(prog="python -m ssl_generation", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the files lie")
    parser.add_argument("servers", type=server, nargs="+", metavar="SERVER[=HOST,…]")
    given = parser.parse_args(arguments)
    try:
        made = certify(given.out, given.servers)
    except CertificateError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"Cannot write {error.filename or given.out}: {error.strerror}.")
    if made:
        sys.stdout.write(f"made {', '.join(made)} in {given.out}\n")
    return 0


def _refuse(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
