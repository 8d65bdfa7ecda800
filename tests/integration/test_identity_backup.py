"""Accounts and API tokens that were saved come back; what was open for a while does not."""

import pytest

from shared.errors import Conflict
from tests.integration.stores import HASH, in_mongo


@pytest.fixture
def mongo():
    with in_mongo() as kept:
        yield kept.identity


def test_what_was_saved_comes_back_in_place_of_everything(mongo):
    """F35."""
    ada = mongo.accounts.create("ada", HASH, "admin")
    api = mongo.tokens.issue("api", ada.id, name="phone", scope="upload")
    session = mongo.tokens.issue("session", ada.id)
    lines = mongo.save()
    mongo.accounts.remove(mongo.accounts.create("intruder", HASH, "member").id)
    mongo.accounts.change_password(ada.id, "$argon2id$of-another")
    mongo.accounts.create("bob", HASH, "viewer")
    mongo.load(lines)
    assert [account.name for account in mongo.accounts.everyone()] == ["ada"]
    assert mongo.accounts.secret("ada").password == HASH
    holder = mongo.tokens.holder("api", api)
    assert (holder.account.name, holder.scope) == ("ada", "upload")
    assert mongo.tokens.holder("session", session) is None
    with pytest.raises(Conflict):
        mongo.accounts.create("ada", HASH, "member")


def test_a_backup_of_accounts_holds_no_token_that_could_be_used(mongo):
    ada = mongo.accounts.create("ada", HASH, "admin")
    api = mongo.tokens.issue("api", ada.id, name="phone", scope="manage")
    assert not any(api in line for line in mongo.save())
