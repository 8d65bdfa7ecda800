"""`bowerbird token`: API tokens, by which programs come in."""

from datetime import timedelta

import click

from services.cli import library
from services.cli.answers import answer, json_option
from services.cli.users import named
from shared import settings as environment
from shared.errors import NotFound
from shared.identity import Identity
from shared.people import Account, Grant, Scope, checked_name

user_option = click.option("--user", help="Whose token it is; the first admin's otherwise.")


@click.group("token")
def token_command() -> None:
    """Make, list and revoke API tokens."""


@token_command.command("create")
@click.argument("name")
@click.option("--scope", type=click.Choice(["read", "upload", "manage"]), default="read", show_default=True)
@click.option(
    "--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it is good."
)
@user_option
@json_option
def create_token(name: str, *, scope: Scope, days: int, user: str | None, as_json: bool) -> None:
    """Make the token NAME and print it, once.

    It lets a program look (`read`), also add files and retry work (`upload`), or do all that its
    account may (`manage`); never more than the account itself.
    """
    identity = library.identity(environment.load())
    account = owner(identity, user)
    token = identity.tokens.issue(
        "api", account.id, name=checked_name(name), scope=scope, lifetime=timedelta(days=days)
    )
    document = {"token": token, "name": name, "user": account.name, "scope": scope, "days": days}
    answer(document, as_json, lambda: click.echo(token))


@token_command.command("list")
@user_option
@json_option
def list_tokens(user: str | None, as_json: bool) -> None:
    """List the tokens of an account; what was printed once is not shown again."""
    identity = library.identity(environment.load())
    account = owner(identity, user)
    found = _tokens(identity, account)
    lines = [_line(grant) for grant in found] or [f"{account.name} has no tokens"]
    document = [
        {
            "name": grant.name,
            "scope": grant.scope,
            "created_at": grant.created_at,
            "seen_at": grant.seen_at,
            "expires_at": grant.expires_at,
        }
        for grant in found
    ]
    answer({"user": account.name, "tokens": document}, as_json, lambda: click.echo("\n".join(lines)))


@token_command.command("revoke")
@click.argument("name")
@user_option
@json_option
def revoke_token(name: str, user: str | None, as_json: bool) -> None:
    """Revoke the token NAME; who shows it is refused from now on."""
    identity = library.identity(environment.load())
    account = owner(identity, user)
    for grant in _tokens(identity, account):
        if grant.name == name:
            identity.tokens.withdraw(account.id, grant.id)
            document = {"user": account.name, "revoked": name}
            answer(document, as_json, lambda: click.echo(f"{name} is revoked"))
            return
    raise NotFound(f"{account.name} has no token named {name}")


def owner(identity: Identity, user: str | None) -> Account:
    """The account of this name, or the first admin's."""
    return named(identity, user) if user else identity.accounts.first_admin()


def _tokens(identity: Identity, account: Account) -> list[Grant]:
    return [grant for grant in identity.tokens.listed(account.id) if grant.kind == "api"]


def _line(grant: Grant) -> str:
    used = f"last used {grant.seen_at:%Y-%m-%d}" if grant.seen_at > grant.created_at else "never used"
    return f"{grant.name}  {grant.scope}  {used}  until {grant.expires_at:%Y-%m-%d}"
