"""The contract of the store of accounts, which both stores keep."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared.accounts import UNUSABLE
from shared.errors import Conflict, NotFound
from shared.people import FIRST, InvalidName
from tests.integration import stores
from tests.integration.stores import HASH, OTHER

ada, root = stores.ada, stores.root

HOSTILE = [{"$ne": None}, {"$gt": ""}, {"$regex": ".*"}, ["ada"], None, 1, True, "", "a\0b", "x" * 300]


def test_an_account_is_listed_and_found_by_its_name(accounts, ada):
    bob = accounts.create("Bob", OTHER, "viewer")
    assert {account.name for account in accounts.everyone()} == {"ada", "Bob"}
    assert (ada.role, ada.disabled, bob.role) == ("member", False, "viewer")
    assert isinstance(ada.id, str)
    assert ada.id != bob.id
    assert accounts.secret("ada").password == HASH
    assert accounts.secret("ada").id == ada.id
    assert accounts.secret("ADA") is None


def test_no_two_accounts_have_one_name(accounts, ada):
    with pytest.raises(Conflict, match="an account named ada"):
        accounts.create("ada", OTHER, "admin")
    assert accounts.secret("ada").password == HASH


def test_no_account_has_a_name_that_cannot_be_seen(accounts):
    for name in ("", " ", " ada", "a\nb", "a\u202eb", "\x00", "x" * 101, {"$ne": None}, None):
        with pytest.raises(InvalidName):
            accounts.create(name, HASH, "member")
    assert accounts.everyone() == []


def test_what_is_no_plain_text_never_matches_anything(accounts, tokens, root):
    tokens.issue("session", root.id)
    tokens.issue("link")
    for value in HOSTILE:
        assert accounts.secret(value) is None
        assert tokens.holder("session", value) is None
        assert tokens.follow(value) is None
        assert not tokens.link_is_good(value)
        tokens.revoke(value)
        for change in (accounts.remove, accounts.disable, lambda one: accounts.change_role(one, "viewer")):
            with pytest.raises(NotFound):
                change(value)
        with pytest.raises(NotFound):
            tokens.withdraw(root.id, value)
    assert len(tokens.listed(root.id)) == 1
    assert accounts.everyone() == [root]


def test_a_session_stands_for_its_account_until_it_is_ended(tokens, ada):
    token = tokens.issue("session", ada.id)
    assert tokens.holder("session", token).account == ada
    assert tokens.holder("session", token).scope is None
    assert tokens.holder("session", token + "x") is None
    tokens.revoke(token)
    assert tokens.holder("session", token) is None
    tokens.revoke(token)


def test_each_kind_of_token_opens_its_own_door_only(tokens, ada):
    made = {
        "session": tokens.issue("session", ada.id),
        "link": tokens.issue("link", ada.id),
        "api": tokens.issue("api", ada.id, name="phone", scope="read"),
    }
    for kind in ("session", "api"):
        for other, token in made.items():
            assert (tokens.holder(kind, token) is not None) == (kind == other)
    assert tokens.follow(made["session"]) is None
    assert tokens.follow(made["api"]) is None


def test_only_hashes_of_tokens_are_stored(kept, tokens, ada):
    made = [tokens.issue("session", ada.id), tokens.issue("link")]
    made.append(tokens.issue("api", ada.id, name="phone", scope="read"))
    stored = kept.dump()
    assert "phone" in stored
    assert not any(token in stored or token.removeprefix("bb_") in stored for token in made)
    listed = repr(tokens.listed(ada.id))
    assert not any(token.removeprefix("bb_") in listed for token in made)


def test_a_session_ends_after_a_day_unused(kept, tokens, ada):
    token = tokens.issue("session", ada.id)
    kept.later(hours=23, minutes=59)
    assert tokens.holder("session", token)
    kept.later(hours=23, minutes=59)
    assert tokens.holder("session", token)
    kept.later(hours=24, minutes=1)
    assert tokens.holder("session", token) is None
    assert tokens.listed(ada.id) == []


def test_a_session_ends_after_thirty_days_however_it_is_used(kept, tokens, ada):
    token = tokens.issue("session", ada.id)
    for _ in range(30):
        kept.later(hours=23, minutes=59)
        assert tokens.holder("session", token)
    kept.later(minutes=31)
    assert tokens.holder("session", token) is None


def test_a_token_unused_for_months_is_good_until_its_day(kept, tokens, ada):
    token = tokens.issue("api", ada.id, name="phone", scope="upload", lifetime=timedelta(days=90))
    kept.later(days=89)
    assert tokens.holder("api", token).scope == "upload"
    kept.later(days=2)
    assert tokens.holder("api", token) is None
    assert tokens.listed(ada.id) == []


def test_when_a_token_was_last_seen_is_told(kept, tokens, ada):
    token = tokens.issue("api", ada.id, name="phone", scope="read")
    [made] = tokens.listed(ada.id)
    kept.later(minutes=10)
    assert tokens.holder("api", token)
    [seen] = tokens.listed(ada.id)
    assert seen.seen_at - seen.created_at >= timedelta(minutes=9)
    assert (made.name, made.scope, made.kind) == ("phone", "read", "api")
    assert token.startswith("bb_")


def test_a_token_that_was_used_at_once_is_not_told_to_be_unused(kept, tokens, ada):
    token = tokens.issue("api", ada.id, name="phone", scope="read")
    kept.later(seconds=5)
    assert tokens.holder("api", token)
    [seen] = tokens.listed(ada.id)
    assert seen.seen_at > seen.created_at


def test_tokens_of_one_account_have_different_names(accounts, tokens, ada, root):
    tokens.issue("api", ada.id, name="phone", scope="read")
    tokens.issue("api", root.id, name="phone", scope="read")
    with pytest.raises(Conflict, match="a token named phone"):
        tokens.issue("api", ada.id, name="phone", scope="manage")
    tokens.issue("session", ada.id, name="Firefox")
    tokens.issue("session", ada.id, name="Firefox")
    assert len(tokens.listed(ada.id)) == 3


def test_a_token_is_withdrawn_by_its_owner_alone(tokens, ada, root):
    token = tokens.issue("api", ada.id, name="phone", scope="read")
    tokens.issue("api", ada.id, name="tablet", scope="read")
    [grant] = [grant for grant in tokens.listed(ada.id) if grant.name == "phone"]
    with pytest.raises(NotFound):
        tokens.withdraw(root.id, grant.id)
    assert tokens.holder("api", token)
    tokens.withdraw(ada.id, grant.id)
    assert tokens.holder("api", token) is None
    assert [grant.name for grant in tokens.listed(ada.id)] == ["tablet"]


def test_the_first_link_makes_the_first_admin_who_stays_the_first(accounts, tokens):
    links = [tokens.issue("link"), tokens.issue("link")]
    first = tokens.follow(links[0])
    assert (first.name, first.role) == (FIRST, "admin")
    assert accounts.secret(FIRST).password == UNUSABLE
    assert tokens.follow(links[1]) == first


def test_two_first_links_at_once_make_one_admin(accounts, tokens):
    links = [tokens.issue("link") for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        assert len({account.id for account in threads.map(tokens.follow, links)}) == 1
    assert len(accounts.everyone()) == 1


def test_a_link_signs_in_once_even_when_many_follow_it_at_once(tokens, ada):
    link = tokens.issue("link", ada.id)
    assert tokens.link_is_good(link)
    with ThreadPoolExecutor(8) as threads:
        followed = list(threads.map(tokens.follow, [link] * 8))
    assert [account for account in followed if account] == [ada]
    assert not tokens.link_is_good(link)


def test_a_link_is_good_for_fifteen_minutes_or_as_long_as_it_was_made_for(kept, tokens, ada):
    short, long = tokens.issue("link"), tokens.issue("link", ada.id, lifetime=timedelta(days=3))
    kept.later(minutes=16)
    assert not tokens.link_is_good(short)
    assert tokens.follow(short) is None
    assert tokens.follow(long) == ada


def test_a_store_that_answers_says_that_it_is_ready(kept):
    assert kept.identity.ready() is None
