"""One-time links by which an admin lets a person in."""

from dataclasses import dataclass

from flask import url_for

from services.web.context import identity, settings
from shared.accounts import UNUSABLE
from shared.errors import NotFound
from shared.people import INVITATION, Account


@dataclass(frozen=True)
class Invited:
    """An account and the link that signs it in, once and within `days`."""

    account: Account
    link: str
    days: int


def invited(account: Account) -> Invited:
    """Make a link for an account."""
    token = identity().tokens.issue("link", account.id, lifetime=INVITATION)
    path = url_for("welcome.offer_link", token=token)
    base = settings().public_url.rstrip("/")
    link = base + path if base else url_for("welcome.offer_link", token=token, _external=True)
    return Invited(account, link, INVITATION.days)


def again(user_id: str) -> Invited:
    """Take the password of an account away, end all it has open, and make a link for it."""
    identity().accounts.change_password(user_id, UNUSABLE)
    return invited(known(user_id))


def known(user_id: str) -> Account:
    """The account with this id; raises `NotFound`."""
    for account in identity().accounts.everyone():
        if account.id == user_id:
            return account
    raise NotFound("there is no such account")
