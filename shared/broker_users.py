"""Users of RabbitMQ for workers, made over its management API; they may read their queues and no more."""

import base64
import hashlib
import http.client
import json
import secrets
import ssl
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from shared.errors import BowerbirdError, InvalidSetting

_PATIENCE = 10  # seconds
_CONNECTIONS = 40  # one of each worker process, and room for some that the broker believes alive


class ManagementFailed(BowerbirdError):
    """RabbitMQ's management API cannot be reached or refused; the message says which and why."""


@dataclass(frozen=True)
class Users:
    """The users of one virtual host.

    `url` is BROKER_ADMIN_URL, http://user:password@host:15672.  Every method raises
    `ManagementFailed`; making one raises `InvalidSetting` where the URL is none.
    """

    url: str
    vhost: str = "/"
    authority: Path | None = None  # that vouches for an https:// address

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not (parts.hostname and parts.username):
            raise InvalidSetting(
                "BROKER_ADMIN_URL is missing or wrong: give http://USER:PASSWORD@HOST:15672, "
                "where USER may make users"
            )

    def check(self) -> None:
        """Return where users can be made."""
        if "administrator" not in self._ask("GET", "/whoami")["tags"]:
            raise ManagementFailed("the user of BROKER_ADMIN_URL is no administrator of RabbitMQ")

    def make(self, name: str, analyzers: Sequence[str]) -> str:
        """Make a user anew that may read the queues of `analyzers`, and return its password.

        A user of before is gone with all its connections.
        """
        self.remove(name)
        password = secrets.token_urlsafe(32)
        user = f"/users/{quote(name, safe='')}"
        self._ask("PUT", user, {"password_hash": _hash(password), "tags": ""})
        self._ask("PUT", f"/user-limits/{name}/max-connections", {"value": _CONNECTIONS})
        rights = {"configure": "", "write": "", "read": _lanes(analyzers)}
        self._ask("PUT", f"/permissions/{quote(self.vhost, safe='')}/{quote(name, safe='')}", rights)
        return password

    def remove(self, name: str) -> None:
        """Forget a user, whether it is there or not; RabbitMQ closes its connections."""
        self._ask("DELETE", f"/users/{quote(name, safe='')}", absent=True)

    def _ask(self, method: str, path: str, body: Any = None, *, absent: bool = False) -> Any:
        try:
            with self._opener().open(self._request(method, path, body), timeout=_PATIENCE) as answer:
                content = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                if absent and error.code == http.client.NOT_FOUND:
                    return None
                raise ManagementFailed(f"RabbitMQ's management API refused: {_reason(error)}") from error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            raise ManagementFailed(f"RabbitMQ's management API cannot be reached: {reason}") from error
        return json.loads(content) if content else None

    def _opener(self) -> urllib.request.OpenerDirector:
        context = ssl.create_default_context(cafile=self.authority)
        return urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )

    def _request(self, method: str, path: str, body: Any) -> urllib.request.Request:
        parts = urlsplit(self.url)
        login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        bare = parts._replace(
            netloc=parts.netloc.rpartition("@")[2], path=f"{parts.path.rstrip('/')}/api{path}"
        )
        headers = {
            "Authorization": f"Basic {base64.b64encode(login.encode()).decode()}",
            "Content-Type": "application/json",
        }
        data = None if body is None else json.dumps(body).encode()
        return urllib.request.Request(urlunsplit(bare), data, headers, method=method)  # noqa: S310  # checked


def _lanes(analyzers: Sequence[str]) -> str:
    """The queues of `analyzers` as the pattern that RabbitMQ matches names with."""
    return rf"^media\.({'|'.join(analyzers)})(\.bulk)?\.v1$"


def _hash(password: str) -> str:
    """RabbitMQ's salted SHA-256, so that the password itself does not travel."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _reason(error: urllib.error.HTTPError) -> str:
    if error.code == http.client.UNAUTHORIZED:
        return "the user or password of BROKER_ADMIN_URL is wrong"
    return f"{error.code} {error.reason}"
