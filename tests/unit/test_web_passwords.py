"""The rules of passwords and tokens."""

import pytest

from services.web.auth import subscriber
from shared import accounts
from shared.accounts import UNUSABLE, WeakPassword, hash_password, new_token, outdated, verify_password

LONG = "a heron in the reeds"


@pytest.mark.parametrize(
    "password",
    [
        "", "short", "elevenchars", "x" * 129, "password1234", "PASSWORD1234", "123456789012", "aaaaaaaaaaaa",
        "abcdefghijkl", "lkjihgfedcba", "abcabcabcabc", "passwordpassword", "qwertyuiop12",
        "ada_lovelace123!", "correct horse battery staple", "bowerbirdbowerbird",
    ],
)  # fmt: skip
def test_a_password_that_anyone_would_guess_is_refused(password):
    with pytest.raises(WeakPassword):
        hash_password(password, "ada_lovelace")


@pytest.mark.parametrize(
    "password", [LONG, "x7" * 5 + "#q", "ünïcödé pässwörd", "  spaces at both  ", "🦉🦜🐦🦆🦢🦩🦚🦃🐓🐧🐔🦅"]
)
def test_any_other_of_twelve_characters_will_do_x9(password):
    assert verify_password(hash_password(password), password)


def test_every_character_counts():
    stored = hash_password("x" * 20 + "y" * 100 + "end")
    assert not verify_password(stored, "x" * 20 + "y" * 100 + "enD")
    assert not verify_password(stored, "x" * 20 + "y" * 100)
    assert not verify_password(stored, "X" * 20 + "y" * 100 + "end")


def test_the_same_password_typed_on_another_keyboard_is_the_same():
    assert verify_password(hash_password("cafe\u0301 au lait s.v.p."), "café au lait s.v.p.")


def test_an_account_that_is_not_there_costs_a_guess_as_much(monkeypatch):
    class Counting:
        calls = 0

        def verify(self, stored, password):
            Counting.calls += stored.startswith("$argon2id$")
            return True

    monkeypatch.setattr(accounts, "_hasher", Counting())
    assert not verify_password(None, LONG)
    assert not verify_password(UNUSABLE, LONG)
    assert Counting.calls == 2


def test_a_weaker_hash_is_found_to_be_outdated():
    from argon2 import PasswordHasher

    assert outdated(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(LONG))
    assert not outdated(hash_password(LONG))


def test_a_broken_hash_lets_no_one_in():
    assert not verify_password("$2b$10$broken", LONG)
    assert not verify_password("", LONG)


def test_tokens_have_256_bits_and_are_never_the_same():
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(len(token) for token in tokens) == 43


def test_all_addresses_of_one_ipv6_subscriber_are_one():
    assert subscriber("2001:db8:1:2:3:4:5:6") == subscriber("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert subscriber("192.0.2.1") == "192.0.2.1"
    assert subscriber("") == ""
