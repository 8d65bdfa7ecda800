"""The whole of Bowerbird with accounts in MongoDB, which falls silent and comes back."""

import json
import urllib.error
import urllib.request

import pytest

from tests import samples
from tests.e2e.running import Running, until
from tests.integration.mongod import Server, running


@pytest.fixture
def mongo():
    with running() as server:
        yield server


def test_while_accounts_are_away_nobody_is_let_in_and_the_work_goes_on(own_stack, mongo: Server):
    stack: Running = own_stack(MONGO_URL=mongo.url)
    stack.start("--only", "web", "--only", "ingest")
    token = stack.answer("token", "create", "phone", "--scope", "read")["token"]
    assert ask(stack, "/api/media", token) == (200, 0)
    assert stack.answer("user", "list")["users"][0]["name"] == "admin"
    assert mongo.client["bowerbird"]["account"].count_documents({}) == 1

    mongo.silent = True
    stack.drop(samples.photo(stack.folder / "heron.jpg", seed=7))
    until(lambda: stack.files("heron"))
    assert ask(stack, "/api/media", token)[0] == 503
    assert ask(stack, "/api/media", "another")[0] == 503
    assert ask(stack, "/readyz", token)[0] == 503
    assert ask(stack, "/healthz", token)[0] == 200
    refused = stack.command("token", "create", "another")
    assert (refused.returncode, "MongoDB does not answer" in refused.stderr) == (3, True)

    mongo.silent = False
    until(lambda: ask(stack, "/api/media", token) == (200, 1))


def ask(stack: Running, path: str, token: str) -> tuple[int, int]:
    """The status of an answer, and how many files it lists."""
    request = urllib.request.Request(stack.address + path, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, len(json.load(answer).get("items", []))
    except urllib.error.HTTPError as error:
        return error.code, 0
