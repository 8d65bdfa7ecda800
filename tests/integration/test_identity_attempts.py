"""The contract of throttling, which both stores of accounts keep."""

from concurrent.futures import ThreadPoolExecutor

import pytest


@pytest.fixture
def attempts(kept):
    return kept.identity.attempts


def test_after_five_failures_an_account_waits_longer_each_time_up_to_fifteen_minutes(kept, attempts):
    waits = []
    for _ in range(11):
        waits.append(attempts.admit("ada", "::1"))
        if waits[-1]:
            kept.later(seconds=waits[-1] - 2)
            assert attempts.admit("ada", "::1") in {1, 2}
            kept.later(seconds=2)
            assert attempts.admit("ada", "::1") == 0
    assert waits == [0] * 5 + [60, 120, 240, 480, 900, 900]
    kept.later(days=1, seconds=1)
    assert [attempts.admit("ada", "::1") for _ in range(6)] == [0] * 5 + [60]


def test_who_signs_in_is_forgiven_but_others_of_the_address_are_not(attempts):
    for n in range(19):
        assert attempts.admit(f"name {n}", "192.0.2.1") == 0
    assert attempts.admit("ada", "192.0.2.1") == 0
    assert attempts.admit("bob", "192.0.2.1") == 60
    attempts.forgive("ada", "192.0.2.1")
    assert [attempts.admit("ada", "192.0.2.1") for _ in range(2)] == [0, 60]
    assert attempts.admit("ada", "192.0.2.2") == 0


def test_an_address_fails_twenty_times_a_minute(kept, attempts):
    assert [attempts.admit(f"name {n}", "192.0.2.1") for n in range(22)] == [0] * 20 + [60] * 2
    kept.later(seconds=61)
    assert attempts.admit("ada", "192.0.2.1") == 0


def test_an_attempt_that_is_refused_costs_its_address_nothing(attempts):
    for n in range(5):
        assert attempts.admit("ada", f"10.0.0.{n}") == 0
    assert [attempts.admit("ada", "192.0.2.1") > 0 for _ in range(30)] == [True] * 30
    assert attempts.admit("bob", "192.0.2.1") == 0


def test_hundreds_of_guesses_at_once_from_everywhere_get_no_more_than_the_budget(attempts):
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda n: attempts.admit("ada", f"10.0.{n % 100}.1"), range(400)))
    assert waits.count(0) == 5
    assert set(waits) <= {0, 1, *range(30, 61)}
