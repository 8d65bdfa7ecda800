"""A person and a program that use Bowerbird through nginx, over TLS with the own authority."""

import json
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from tests.compose.project import Project


@dataclass
class Client:
    """Talks to the front; `token` is shown once there is one."""

    address: str
    authority: Path
    token: str = ""
    cookies: CookieJar = field(default_factory=CookieJar)

    @classmethod
    def signed_in(cls, project: Project) -> "Client":
        """Follow a one-time link, and let it make an API token."""
        port = project.environ["HTTPS_PORT"]
        client = cls(f"https://localhost:{port}", project.folder / "var/tls/ca.pem")
        link = project.admin("link").splitlines()[-1]
        assert link.startswith(client.address), link
        client.send("POST", urllib.parse.urlsplit(link).path, b"")
        page = client.send("GET", "/").decode()
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, "signed in, but no form is shown"
        wanted = json.dumps({"name": "compose", "scope": "manage"}).encode()
        headers = {"X-CSRF-Token": found[1], "Content-Type": "application/json"}
        client.token = json.loads(client.send("POST", "/api/tokens", wanted, **headers))["token"]
        client.cookies.clear()
        return client

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> bytes:
        """Send a request and return the body of its answer; raises `HTTPError` for another than 2xx."""
        shown = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        request = urllib.request.Request(
            self.address + path, body, {"Origin": self.address, **shown, **headers}, method=method
        )
        context = ssl.create_default_context(cafile=str(self.authority))
        opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), urllib.request.HTTPCookieProcessor(self.cookies)
        )
        with opener.open(request, timeout=60) as answer:
            return bytes(answer.read())

    def get(self, path: str) -> Any:
        """The JSON at `path`."""
        return json.loads(self.send("GET", path))

    def upload(self, file: Path) -> int:
        """Send a file and return its number in the library."""
        headers = {
            "X-Bowerbird-Path": urllib.parse.quote(file.name),
            "Content-Type": "application/octet-stream",
        }
        number: int = json.loads(self.send("POST", "/api/upload", file.read_bytes(), **headers))["id"]
        return number

    def answers(self) -> bool:
        """Whether the front and the application behind it answer one who is signed in."""
        try:
            return bool(self.get("/api/status"))
        except (urllib.error.URLError, OSError):
            return False

    def at_rest(self) -> bool:
        """Whether no analysis waits or runs; a missing model's wait, and failures, are none."""
        overall = self.get("/api/status")["overall"]
        return overall["done"] > 0 and not overall["waiting"] and not overall["running"]
