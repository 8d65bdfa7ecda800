"""The names that this server is known under; under any other one it answers nothing."""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import abort, request

from services.web.context import settings


def know_host() -> None:
    """Refuse a request to a foreign host."""
    if not trusted(request.host, _own_names()):
        abort(400, "this server is not known under that name; see TRUSTED_HOSTS")


def _own_names() -> frozenset[str]:
    held = settings()
    public = urlsplit(held.public_url).hostname or ""
    own = {"localhost", socket.gethostname().lower(), held.host.lower(), public, *held.trusted_hosts}
    return frozenset(own - {""})


def trusted(host: str, names: frozenset[str]) -> bool:
    """Tell whether `Host` is one of `names` or an address, which no foreign name can be bound to."""
    name = host.lower()
    name = name[1 : name.find("]")] if name.startswith("[") else name.partition(":")[0]
    if name in names:
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
