"""`bowerbird user` and `bowerbird link`: who may come in, and a way in."""

import sys

import click

from services.cli import library
from services.cli.answers import answer, json_option
from shared import settings as environment
from shared.accounts import hash_password
from shared.errors import NotFound
from shared.identity import Identity
from shared.people import LIFETIME, Account, Role

PASSWORD = "Password (12 characters or more)"  # noqa: S105  # the question for one
ROLES = click.Choice(["admin", "member", "viewer"])

stdin_option = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@click.group("user")
def user_command() -> None:
    """Add, list, change and remove accounts."""


@user_command.command("add")
@click.argument("name")
@click.option("--role", type=ROLES, default="member", show_default=True)
@stdin_option
@json_option
def add_user(name: str, role: Role, password_stdin: bool, as_json: bool) -> None:
    """Add the account NAME; an admin manages accounts, a member adds files, a viewer looks."""
    identity = library.identity(environment.load())
    account = identity.accounts.create(name, hash_password(_password(password_stdin), name), role)
    answer(account, as_json, lambda: click.echo(f"{account.name} may come in as {account.role}"))


@user_command.command("list")
@json_option
def list_users(as_json: bool) -> None:
    """List the accounts."""
    everyone = library.identity(environment.load()).accounts.everyone()
    lines = [
        f"{account.name}  {account.role}{'  (disabled)' if account.disabled else ''}" for account in everyone
    ] or ["no accounts yet"]
    answer({"users": everyone}, as_json, lambda: click.echo("\n".join(lines)))


@user_command.command("role")
@click.argument("name")
@click.argument("role", type=ROLES)
@json_option
def change_role(name: str, role: Role, as_json: bool) -> None:
    """Let the account NAME do what ROLE may."""
    identity = library.identity(environment.load())
    account = named(identity, name)
    identity.accounts.change_role(account.id, role)
    answer(named(identity, name), as_json, lambda: click.echo(f"{name} is {role} from now on"))


@user_command.command("password")
@click.argument("name")
@stdin_option
@json_option
def change_password(name: str, password_stdin: bool, as_json: bool) -> None:
    """Give the account NAME a new password; all its sessions and tokens end."""
    identity = library.identity(environment.load())
    account = named(identity, name)
    identity.accounts.change_password(account.id, hash_password(_password(password_stdin), name))
    answer(account, as_json, lambda: click.echo(f"{name} has a new password; sessions and tokens ended"))


@user_command.command("disable")
@click.argument("name")
@click.option("--undo", is_flag=True, help="Let the account in again.")
@json_option
def disable_user(name: str, undo: bool, as_json: bool) -> None:
    """Let no one in as NAME; all its sessions and tokens end."""
    identity = library.identity(environment.load())
    identity.accounts.disable(named(identity, name).id, not undo)
    said = f"{name} may come in again" if undo else f"{name} is disabled; sessions and tokens ended"
    answer(named(identity, name), as_json, lambda: click.echo(said))


@user_command.command("remove")
@click.argument("name")
@json_option
def remove_user(name: str, as_json: bool) -> None:
    """Remove the account NAME; all its sessions and tokens end."""
    identity = library.identity(environment.load())
    account = named(identity, name)
    identity.accounts.remove(account.id)
    answer(account, as_json, lambda: click.echo(f"{name} is removed; sessions and tokens ended"))


@click.command("link")
@click.option("--user", help="Whom it signs in; the first admin otherwise.")
@json_option
def link_command(user: str | None, as_json: bool) -> None:
    """Make a link that signs in once, within 15 minutes."""
    settings = environment.load()
    identity = library.identity(settings)
    token = identity.tokens.issue("link", named(identity, user).id if user else None)
    link = f"{library.address(settings)}/welcome/{token}"
    minutes = int(LIFETIME["link"].total_seconds()) // 60
    answer({"link": link, "minutes": minutes}, as_json, lambda: click.echo(link))


def named(identity: Identity, name: str) -> Account:
    """The account with this name; raises `NotFound`."""
    for account in identity.accounts.everyone():
        if account.name == name:
            return account
    raise NotFound(f"there is no account named {name}")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    asked: str = click.prompt(PASSWORD, hide_input=True, confirmation_prompt=True, err=True)
    return asked
