"""`bowerbird user` and `bowerbird link`: who may come in, and a way in."""

import sys

import click

from services.cli import library
from services.cli.answers import answer, json_option
from shared import settings as environment
from shared.accounts import hash_password
from shared.db import accounts
from shared.db.accounts import Role
from shared.errors import NotFound

PASSWORD = "Password (12 characters or more)"  # noqa: S105  # the question for one


@click.group("user")
def user_command() -> None:
    """Add and list accounts."""


@user_command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["admin", "member", "viewer"]), default="member", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@json_option
def add_user(name: str, role: Role, password_stdin: bool, as_json: bool) -> None:
    """Add the account NAME; an admin manages accounts, a member adds files, a viewer looks."""
    connect = library.opened(environment.load())
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt(PASSWORD, hide_input=True, confirmation_prompt=True, err=True)
    with connect() as conn:
        account = accounts.create(conn, name, hash_password(password, name), role)
    answer(account, as_json, lambda: click.echo(f"{account.name} may come in as {account.role}"))


@user_command.command("list")
@json_option
def list_users(as_json: bool) -> None:
    """List the accounts."""
    with library.opened(environment.load())() as conn:
        everyone = accounts.everyone(conn)
    lines = [f"{account.name}  {account.role}" for account in everyone] or ["no accounts yet"]
    answer({"users": everyone}, as_json, lambda: click.echo("\n".join(lines)))


@click.command("link")
@click.option("--user", help="Whom it signs in; the first admin otherwise.")
@json_option
def link_command(user: str | None, as_json: bool) -> None:
    """Make a link that signs in once, within 15 minutes."""
    settings = environment.load()
    with library.opened(settings)() as conn:
        found = [account.id for account in accounts.everyone(conn) if account.name == user]
        if user and not found:
            raise NotFound(f"there is no account named {user}")
        token = accounts.issue(conn, "link", found[0] if found else None)
    link = f"{library.address(settings)}/welcome/{token}"
    answer({"link": link, "minutes": 15}, as_json, lambda: click.echo(link))
