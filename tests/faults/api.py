"""The web service as a process, and clients that send files to it while something is wrong."""

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.accounts import csrf_token
from tests.faults.campaign import Campaign
from tests.integration import web
from tests.integration.ports import free_port


@dataclass(frozen=True)
class Api:
    """The address of a running web service, and the headers of a person who is signed in."""

    port: int
    headers: Mapping[str, str]

    def connection(self, timeout: float = 60) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any, float]:
        """Send one request; return the status, the answer and the seconds that it took."""
        begun = time.monotonic()
        connection = self.connection()
        try:
            connection.request(method, path, body, dict(self.headers if headers is None else headers))
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        took = time.monotonic() - begun
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return answer.status, json.loads(text) if is_json else text, took

    def upload(self, content: bytes, path: str) -> tuple[int, Any, float]:
        return self.ask("POST", "/api/upload", content, {**self.headers, "X-Bowerbird-Path": path})


def serve(campaign: Campaign, **settings: object) -> Api:
    """Start the web service and sign in; return once it answers."""
    crew = campaign.crew
    port = free_port()
    token = web.session(crew.connect, web.account(crew.connect, f"ada {port}", "admin"))
    crew.start("services.web", port=port, **campaign.settings | settings)
    headers = {
        "Cookie": f"session={token}",
        "X-CSRF-Token": csrf_token(token),
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/octet-stream",
    }
    api = Api(port, headers)
    crew.wait(lambda: answers(api))
    return api


def answers(api: Api) -> bool:
    try:
        api.ask("GET", "/api/status")
    except OSError:
        return False
    return True


def slowest(seconds: list[float], share: float = 0.95) -> float:
    """The time within which `share` of the answers came."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))]
