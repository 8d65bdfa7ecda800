"""`bowerbird worker-credentials`: who may work for this library from other machines."""

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from services.cli import library, worker_addresses, worker_env
from services.cli.answers import answer, json_option
from services.cli.stack.programs import WORKERS
from shared import certificates
from shared import settings as environment
from shared.broker_users import ManagementFailed, Users
from shared.db import analyses, credentials
from shared.db.connection import Connect
from shared.errors import NotFound
from shared.settings import Settings


@click.command("worker-credentials")
@click.option("--for", "name", metavar="NAME", help="Print a worker.env for the machine NAME.")
@click.option("--analyzer", "analyzers", multiple=True, metavar="ANALYZER", help="One it may run; all else.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file instead of the screen.")
@click.option("--revoke", "revoked", metavar="NAME", help="Shut NAME out at once.")
@click.option("--list", "listing", is_flag=True, help="Who may work here.")
@json_option
def worker_credentials_command(
    *,
    name: str | None,
    analyzers: tuple[str, ...],
    out: Path | None,
    revoked: str | None,
    listing: bool,
    as_json: bool,
) -> None:
    """Let machines work for this library, or shut them out.

    Asking again for the same NAME replaces its secrets.
    """
    if [name is not None, revoked is not None, listing].count(True) != 1:
        raise click.UsageError("give one of --for NAME, --revoke NAME and --list")
    settings = library.located(environment.load())
    connect = library.opened(settings)
    if listing:
        _list(connect, as_json)
    elif revoked is not None:
        _revoke(settings, connect, revoked)
    elif name is not None:
        _issue(settings, connect, name, analyzers=analyzers or WORKERS, out=out)


def _issue(
    settings: Settings, connect: Connect, name: str, *, analyzers: tuple[str, ...], out: Path | None
) -> None:
    """Check everything that can be wrong, then make row, role and user, then write the file."""
    credentials.checked(name)
    places = worker_addresses.addresses(settings)
    users = _users(settings)
    users.check()
    _know(connect, analyzers)
    with worker_env.drafted(out) if out else nullcontext(sys.stdout) as file:
        file.write(worker_env.written(name, places, _made(connect, users, name, analyzers)))
    where = f"lie in {out}" if out else "were printed"
    click.echo(f"{name} may work as {', '.join(analyzers)}; its new secrets {where}", err=True)


def _made(connect: Connect, users: Users, name: str, analyzers: tuple[str, ...]) -> worker_env.Secrets:
    with connect() as conn:
        issued = credentials.issue(conn, name, analyzers)
        user = f"worker-{name}"
        password = users.make(user, analyzers)
    with connect() as conn:
        credentials.expel(conn, name)  # who came in with the secrets of before
    return worker_env.Secrets(issued.role, issued.password, user, password, issued.token)


def _know(connect: Connect, analyzers: tuple[str, ...]) -> None:
    with connect() as conn:
        for analyzer in analyzers:
            if analyzer not in WORKERS and analyses.registered(conn, analyzer) is None:
                raise NotFound(f"there is no analyzer {analyzer!r}; there are {', '.join(WORKERS)}")


def _revoke(settings: Settings, connect: Connect, name: str) -> None:
    """The database first: from then on nothing can be read, taken or stored."""
    users = _users(settings)
    with connect() as conn:
        credentials.revoke(conn, name)
    with connect() as conn:
        sessions = credentials.expel(conn, name)
    try:
        users.remove(f"worker-{name}")
    except ManagementFailed as error:
        said = f"{name} is shut out of the database and the media, but not of RabbitMQ; repeat this: {error}"
        raise ManagementFailed(said) from error
    with connect() as conn:
        credentials.forget(conn, name)
    click.echo(f"{name} is shut out; {sessions} of its connections to the database were ended", err=True)


def _users(settings: Settings) -> Users:
    return Users(settings.broker_admin_url, worker_addresses.vhost(settings), certificates.ca_file(settings))


def _list(connect: Connect, as_json: bool) -> None:
    with connect() as conn:
        found = credentials.listed(conn)

    def say() -> None:
        for known in found:
            made = f"{known.created_at:%Y-%m-%d}"
            click.echo(
                f"{known.name}  {', '.join(known.analyzers)}  since {made}, {known.workers} workers now"
            )
        if not found:
            click.echo("no machine may work here; let one with `bowerbird worker-credentials --for NAME`")

    answer({"credentials": found}, as_json, say)
