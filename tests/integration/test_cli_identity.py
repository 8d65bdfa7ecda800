"""Accounts and tokens on the command line, on either store."""

import json

import pytest
from click.testing import CliRunner

from services.cli import library
from services.cli.main import answered, bowerbird
from shared.accounts import UNUSABLE, verify_password
from shared.errors import BowerbirdError, Conflict, IdentityUnavailable, NotFound

PASSWORD = "a heron in the reeds"


@pytest.fixture
def told(kept, monkeypatch):
    """Runs a command and returns its JSON; raises its error."""
    monkeypatch.setattr(library, "identity", lambda _settings: kept.identity)

    def run(*words, line=None):
        done = CliRunner().invoke(bowerbird, [*words, "--json"], input=line, catch_exceptions=True)
        if done.exception:
            raise done.exception
        return json.loads(done.stdout)

    return run


def test_a_token_is_made_listed_and_revoked_by_its_name(told, kept):
    made = told("token", "create", "Ada's phone", "--scope", "upload", "--days", "30")
    assert made.keys() == {"token", "name", "user", "scope", "days"}
    holder = kept.identity.tokens.holder("api", made["token"])
    assert (holder.account.name, holder.scope) == (made["user"], "upload") == ("admin", "upload")
    [listed] = told("token", "list")["tokens"]
    assert listed.keys() == {"name", "scope", "created_at", "seen_at", "expires_at"}
    assert made["token"] not in json.dumps(listed)
    assert told("token", "revoke", "Ada's phone") == {"user": "admin", "revoked": "Ada's phone"}
    assert kept.identity.tokens.holder("api", made["token"]) is None
    with pytest.raises(NotFound, match="admin has no token named Ada's phone"):
        told("token", "revoke", "Ada's phone")


def test_a_token_belongs_to_whom_it_is_made_for(told):
    told("user", "add", "ada", "--password-stdin", line=f"{PASSWORD}\n")
    told("token", "create", "phone", "--user", "ada")
    assert told("token", "list", "--user", "ada")["tokens"][0]["scope"] == "read"
    assert told("token", "list")["tokens"] == []
    with pytest.raises(NotFound, match="no account named eve"):
        told("token", "create", "phone", "--user", "eve")


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\x1bb"])
def test_a_token_has_a_name_that_can_be_read(told, name):
    with pytest.raises(BowerbirdError, match="1 to 100 characters"):
        told("token", "create", name)


def test_an_account_is_changed_and_removed(told, kept):
    told("user", "add", "ada", "--role", "viewer", "--password-stdin", line=f"{PASSWORD}\n")
    assert told("user", "role", "ada", "member")["role"] == "member"
    told("user", "password", "ada", "--password-stdin", line="a bittern in the reeds\n")
    stored = kept.identity.accounts.secret("ada").password
    assert verify_password(stored, "a bittern in the reeds")
    assert not verify_password(stored, PASSWORD)
    assert told("user", "disable", "ada")["disabled"]
    assert not told("user", "disable", "ada", "--undo")["disabled"]
    assert told("user", "remove", "ada").keys() == {"id", "name", "role", "disabled"}
    assert told("user", "list") == {"users": []}


def test_a_link_signs_in_whom_it_is_for(told, kept):
    told("user", "add", "ada", "--password-stdin", line=f"{PASSWORD}\n")
    for user, words in (("ada", ["--user", "ada"]), ("admin", [])):
        token = told("link", *words)["link"].rpartition("/welcome/")[2]
        assert kept.identity.tokens.follow(token).name == user
    assert kept.identity.accounts.secret("admin").password == UNUSABLE


@pytest.mark.parametrize(("error", "code"), [(IdentityUnavailable, 3), (NotFound, 4), (Conflict, 1)])
def test_what_goes_wrong_is_a_sentence_and_an_exit_code(capsys, error, code):
    def fail():
        raise error("a sentence")

    assert answered(fail) == code
    assert capsys.readouterr().err == "bowerbird: a sentence\n"
