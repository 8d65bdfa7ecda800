"""Signed addresses: what a signature covers, and for how long it holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.signatures import SECONDS, Ticket, good, sign

KEY = "key"
MADE = datetime(2026, 1, 1, tzinfo=UTC)
TICKET = Ticket(media_id=7, part="original", holder="elsewhere", issued=MADE, until=1000)


def test_a_signature_holds_until_its_end_and_not_longer():
    signature = sign(KEY, TICKET)
    assert [good(KEY, TICKET, signature, now) for now in (700, 999.9, 1000, 1000.1)] == [
        True,
        True,
        True,
        False,
    ]


def test_a_signature_for_longer_than_five_minutes_never_holds():
    assert not good(KEY, TICKET, sign(KEY, TICKET), TICKET.until - SECONDS - 1)


@pytest.mark.parametrize(
    "change",
    [
        {"media_id": 8}, {"part": "preview"}, {"holder": "other"}, {"until": 999},
        {"issued": MADE + timedelta(microseconds=1)},
    ],
)  # fmt: skip
def test_every_part_of_a_ticket_is_signed(change):
    assert not good(KEY, replace(TICKET, **change), sign(KEY, TICKET), 900)


def test_no_two_tickets_read_the_same_when_they_are_signed():
    one = replace(TICKET, part="original', 'a", holder="b")
    other = replace(TICKET, part="original", holder="a', 'b")
    assert sign(KEY, one) != sign(KEY, other)


@pytest.mark.parametrize("signature", ["", "é", "0" * 64, sign("another", TICKET), sign(KEY, TICKET).upper()])
def test_what_we_did_not_sign_does_not_hold(signature):
    assert not good(KEY, TICKET, signature, 900)
