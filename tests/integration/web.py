"""A web application on a library of its own, and a browser that is signed in to it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.web.app import create_app
from shared.accounts import csrf_token, hash_password
from shared.db import analyses, index, leases, takeovers
from shared.db.connection import Connect
from shared.domain import Box, Finding, Job, Likeness
from shared.identity.postgres import opened
from shared.people import Role, Scope
from shared.settings import Settings
from tests.integration.declared import Declared
from tests.integration.files import file

PASSWORD = "a heron in the reeds"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Browser:
    """Sends requests as a browser does that is signed in; changes carry the session's token."""

    client: FlaskClient
    headers: dict[str, str]

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, buffered=True, **more)

    def post(self, path: str, headers: dict[str, str] | None = None, **more: Any) -> TestResponse:
        return self.client.post(path, headers=self.headers | (headers or {}), **more)


def application(database: str, folder: Path, connect: Connect, **settings: Any) -> Flask:
    """The application on `database`, with its storage below `folder`."""
    # No test asks a server of others, nor how much room the disk has.
    usual = {"inbox": folder / "inbox", "map_tiles": "", "min_free": 0}
    app = create_app(Settings(data=folder, database_url=database, **usual | settings), connect)
    app.extensions["alive"] = lambda: False  # a stream of news ends at once
    return app


def account(connect: Connect, name: str = "ada", role: Role = "member") -> str:
    return opened(connect).accounts.create(name, hash_password(PASSWORD), role).id


def session(connect: Connect, account_id: str) -> str:
    return opened(connect).tokens.issue("session", account_id)


def link(connect: Connect, account_id: str | None = None) -> str:
    return opened(connect).tokens.issue("link", account_id)


def api_token(connect: Connect, account_id: str, scope: Scope = "manage") -> str:
    return opened(connect).tokens.issue("api", account_id, name=f"to {scope}", scope=scope)


def browser(app: Flask, connect: Connect, role: Role = "member") -> Browser:
    """A new account of this role, signed in."""
    token = session(connect, account(connect, f"a {role}", role))
    client = app.test_client()
    client.set_cookie("session", token)
    return Browser(client, {"X-CSRF-Token": csrf_token(token), "Sec-Fetch-Site": "same-origin"})


def analysed(
    connect: Connect,
    media_id: int,
    analyzer: str,
    found: Iterable[Finding] = (),
    *,
    version: int = 1,
    serves: bool = True,
) -> None:
    """Let `analyzer` have found these things in a file, and serve with them also where others have looked."""
    with connect() as conn:
        analyses.register(conn, Declared(analyzer, version))
        if serves and version > 1:
            takeovers.follow(conn, analyzer, "file", by="ada")
        lease = leases.claim(conn, Job(media_id, analyzer, version), worker="w", seconds=60, attempts=5)
        assert lease
        leases.finish(conn, lease, list(found), engine="engine", model="model")


def photo(connect: Connect, name: str = "IMG_1.jpg", labels: str = "", text: str = "", **columns: Any) -> int:
    """A file in which these labels (separated by spaces) and this text were found."""
    media_id = file(connect, name, **{"mime": "image/jpeg"} | columns)
    if labels:
        analysed(connect, media_id, "detect", [Finding(label=label, score=0.9) for label in labels.split()])
    if text:
        analysed(
            connect,
            media_id,
            "ocr",
            [Finding(label="line", text=text, score=0.8, box=Box(0.1, 0.1, 0.5, 0.1))],
        )
    with connect() as conn:
        index.refresh(conn, media_id)
    return media_id


def routes(app: Flask) -> list[tuple[str, str]]:
    """Every method and path of the application, with `1` for each variable, or a UUID."""
    return [
        (method, re.sub(r"<[^>]+>", "1", re.sub(r"<uuid:[^>]+>", str(UUID(int=1)), rule.rule)))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
    ]


def hashed(connect: Connect, bits: int) -> int:
    """A file whose hash has these bits."""
    media_id = photo(connect, f"{bits:x}.jpg"[-20:])
    hashes = Likeness(bytes(8), bits.to_bytes(32), bytes(8), bytes(32))
    analysed(connect, media_id, "phash", [Finding(likeness=hashes)])
    return media_id
