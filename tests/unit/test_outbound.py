"""The page of outbound connections tells the truth: every module that can open one is on its list."""

import ast
import re

import pytest

from services.cli.stack import programs
from shared import outbound
from shared.settings import Settings
from tests.conftest import ROOT

OPENERS = {
    "urllib.request.urlopen", "urllib.request.build_opener", "urllib.request.OpenerDirector",
    "http.client.HTTPConnection", "http.client.HTTPSConnection", "socket.create_connection",
    "socket.socket", "pymongo.MongoClient", "psycopg2.connect", "psycopg2.pool.ThreadedConnectionPool",
    "kombu.Connection", "celery.Celery",
}  # fmt: skip
STRANGERS = {
    "requests", "httpx", "aiohttp", "urllib3", "smtplib", "ftplib", "poplib", "imaplib", "telnetlib",
    "xmlrpc", "websockets", "websocket", "paramiko", "boto3", "asyncio", "socketserver", "nntplib",
}  # fmt: skip
CODE = sorted(path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py"))
STATIC = ROOT / "services/web/static"


def names(tree):
    """What each name of a module stands for: `Connection` for `kombu.Connection`."""
    meant = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                meant[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module:
            meant |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return meant


def opened(tree):
    """The connections that a module opens, by the full names of what it calls."""
    meant = names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first, _, rest = ast.unparse(node.func).partition(".")
            called = f"{meant.get(first, first)}{'.' + rest if rest else ''}"
            if called in OPENERS:
                yield called


def test_every_module_that_opens_a_connection_is_on_the_list():
    openers = {str(path.relative_to(ROOT)) for path in CODE if any(opened(ast.parse(path.read_text())))}
    listed = {module for one in outbound.EVERY for module in one.modules} | set(outbound.AT_HOME)
    assert openers == listed


def test_no_library_is_used_that_could_open_one_unseen():
    used = {
        (path.name, name.partition(".")[0])
        for path in CODE
        for name in names(ast.parse(path.read_text())).values()
    }
    assert {use for use in used if use[1] in STRANGERS} == set()


def test_the_browser_is_sent_nowhere_by_our_scripts_and_sheets():
    """But to the map's tiles, whose address comes from the setting; see the content policy."""
    own = [path for kind in ("js", "css") for path in (STATIC / kind).rglob(f"*.{kind}")]
    named = {(path.name, url) for path in own for url in re.findall(r"https?://[\w.-]+", path.read_text())}
    assert {(name, url) for name, url in named if url != "http://www.w3.org"} == set()


@pytest.mark.parametrize("one", outbound.EVERY, ids=lambda one: one.name)
def test_everything_but_the_tiles_is_off_at_the_beginning(one):
    assert one.name == "Map tiles" or one.place(Settings()) == ""


def test_weights_are_fetched_without_being_asked_for_only_into_a_folder_of_our_own(tmp_path):
    [weights] = [one for one in outbound.EVERY if one.name == "Model weights"]
    own = Settings(data=tmp_path, models_dir=tmp_path / "models")
    other = Settings(data=tmp_path, models_dir=tmp_path.parent / "weights")
    assert weights.place(own) == ", ".join(outbound.makers())
    assert weights.place(other) == ""
    assert "github.com" in outbound.makers()
    assert bool(programs.weights(own)) is bool(weights.place(own))
    assert programs.weights(other) is None


def test_no_password_of_an_address_is_shown():
    given = Settings(
        database_url="postgresql://owner:secret@db.example:5432/library?sslmode=require",
        broker_url="amqps://user:secret@queue.example:5671/",
        mongo_url="mongodb://user:secret@mongo.example/accounts?replicaSet=a",
        broker_admin_url="https://user:secret@queue.example:15671",
    )
    places = {one.place(given) for one in outbound.EVERY} - {""}
    assert len(places) >= 4
    assert not any("secret" in place for place in places)
