"""The contract of what ends sessions and tokens, which both stores of accounts keep."""

import pytest

from shared.errors import Conflict, NotFound
from tests.integration import stores
from tests.integration.stores import HASH, OTHER

ada, root = stores.ada, stores.root


def test_a_new_password_ends_everything_that_the_old_one_opened(accounts, tokens, ada, root):
    made = everything(tokens, ada)
    mine = tokens.issue("session", root.id)
    accounts.change_password(ada.id, OTHER)
    assert accounts.secret("ada").password == OTHER
    assert not alive(tokens, made)
    assert tokens.holder("session", mine)
    assert tokens.holder("session", tokens.issue("session", ada.id))


def test_a_stronger_hash_of_the_same_password_ends_nothing(accounts, tokens, ada):
    token = tokens.issue("session", ada.id)
    accounts.rehash(ada.id, OTHER)
    assert accounts.secret("ada").password == OTHER
    assert tokens.holder("session", token)


def test_an_account_that_is_removed_is_out_at_once(accounts, tokens, ada):
    made = everything(tokens, ada)
    accounts.remove(ada.id)
    assert not alive(tokens, made)
    assert accounts.everyone() == []
    assert accounts.secret("ada") is None
    assert tokens.listed(ada.id) == []
    for change in (accounts.remove, lambda one: accounts.change_password(one, OTHER)):
        with pytest.raises(NotFound):
            change(ada.id)
    with pytest.raises(NotFound):
        tokens.issue("session", ada.id)


def test_an_account_that_is_disabled_is_out_at_once_and_may_come_back_with_its_password(
    accounts, tokens, ada
):
    made = everything(tokens, ada)
    accounts.disable(ada.id)
    assert not alive(tokens, made)
    assert accounts.secret("ada") is None
    assert [account.disabled for account in accounts.everyone()] == [True]
    late = tokens.issue("session", ada.id)
    assert tokens.holder("session", late) is None
    accounts.disable(ada.id, False)
    assert accounts.secret("ada").password == HASH
    assert not alive(tokens, made | {"session": late})


def test_a_role_that_changes_counts_from_the_next_request(accounts, tokens, ada):
    token = tokens.issue("session", ada.id)
    accounts.change_role(ada.id, "viewer")
    assert tokens.holder("session", token).account.role == "viewer"


def test_the_last_admin_stays(accounts, tokens, root, ada):
    for change in (accounts.remove, accounts.disable, lambda one: accounts.change_role(one, "member")):
        with pytest.raises(Conflict, match="the last admin"):
            change(root.id)
    accounts.change_role(ada.id, "admin")
    accounts.disable(root.id)
    with pytest.raises(Conflict):
        accounts.remove(ada.id)
    assert tokens.follow(tokens.issue("link")).name == "ada"


def test_signing_out_everywhere_ends_ones_sessions_and_links_but_no_token(tokens, ada, root):
    made, other = everything(tokens, ada), everything(tokens, root)
    tokens.sign_out(ada.id)
    assert alive(tokens, made) == {"api"}
    assert alive(tokens, other) == {"session", "link", "api"}
    assert [grant.kind for grant in tokens.listed(ada.id)] == ["api"]


def test_everyone_can_be_signed_out(tokens, ada, root):
    made, other = everything(tokens, ada), everything(tokens, root)
    tokens.sign_out()
    assert alive(tokens, made) == alive(tokens, other) == {"api"}


def everything(tokens, account):
    """One token of each kind."""
    return {
        "session": tokens.issue("session", account.id),
        "link": tokens.issue("link", account.id),
        "api": tokens.issue("api", account.id, name="phone", scope="manage"),
    }


def alive(tokens, made):
    """Which of these tokens are still good."""
    good = {kind for kind in ("session", "api") if tokens.holder(kind, made[kind])}
    return good | ({"link"} if tokens.link_is_good(made["link"]) else set())
