"""`bowerbird run`: the embedded stack in the foreground."""

import os
import socket
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from services.cli import courier, library
from services.cli.stack import place, postgres
from services.cli.stack.journal import Journal
from services.cli.stack.place import Stack
from services.cli.stack.programs import SERVICES
from services.cli.stack.supervisor import Hooks, Supervisor
from shared import settings as environment
from shared.errors import BowerbirdError, InvalidSetting
from shared.settings import Settings


@click.command("run")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--verbose", is_flag=True, help="Show every line that the services log.")
@click.option("--only", multiple=True, type=click.Choice(SERVICES), help="Start this service; repeatable.")
def run_command(files: tuple[Path, ...], verbose: bool, only: tuple[str, ...]) -> None:
    """Start Bowerbird here and keep it running; FILES are copied into the inbox first."""
    settings = environment.load()
    _make_folders(settings)
    with place.held(settings.data):
        settings = replace(settings, port=_free_port(settings))
        session = _Session(settings, files, only or SERVICES)
        journal = Journal(settings.data / "logs", session.say, verbose=verbose)
        session.run(journal)


@dataclass
class _Session:
    """One run of the stack, as the person at the terminal sees it."""

    settings: Settings
    files: tuple[Path, ...]
    services: tuple[str, ...]
    began: float = field(default_factory=time.monotonic)
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self, journal: Journal) -> None:
        """Run until Ctrl-C."""
        cluster = None if self.settings.database_url else postgres.cluster(self.settings.data)
        if cluster:
            self.settings = replace(self.settings, database_url=cluster.url)
        hooks = Hooks(ready=self.ready, announce=self.announce, say=self.say)
        self.say(f"Starting Bowerbird in {self.settings.data}")
        try:
            supervisor = Supervisor(self.settings, cluster, journal, hooks)
            supervisor.run(self.services)
        finally:
            self.stopped.set()
        self.say("Stopped; `bowerbird run` goes on where it was")

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the pages."""
        host = "127.0.0.1" if self.settings.host in {"0.0.0.0", "::"} else self.settings.host  # noqa: S104
        return f"http://{host}:{self.settings.port}"

    def ready(self) -> bool:
        """Whether the pages can be had, where they are asked for."""
        if "web" not in self.services:
            return True
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=0.5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    def announce(self) -> None:
        """Say where everything is; begin to copy the files."""
        settings = self.settings
        place.publish(
            settings.data, Stack(os.getpid(), self.address, settings.database_url, settings.broker_url)
        )
        self.say(f"Ready after {time.monotonic() - self.began:.1f} s")
        self.say(f"  Sign in      {sign_in_link(settings, self.address)}  (works once, for 15 minutes)")
        self.say(f"  Address      {self.address}")
        self.say(f"  Inbox        {settings.inbox}  (drop photos and videos here)")
        self.say(f"  Logs         {settings.data / 'logs'}")
        self.say("Ctrl-C stops everything; `bowerbird link` makes another sign-in link")
        if self.files:
            threading.Thread(target=self._deliver, daemon=True).start()

    def say(self, line: str) -> None:
        """One line on the terminal; one that was closed must not stop what runs."""
        with suppress(OSError):
            click.echo(line)

    def _deliver(self) -> None:
        try:
            count = courier.deliver(self.files, self.settings.inbox, self.stopped.is_set)
        except (OSError, BowerbirdError) as error:
            self.say(f"Copying into the inbox failed: {error}")
            return
        self.say(f"Copied {count} files into the inbox")


def sign_in_link(settings: Settings, address: str) -> str:
    """A new one-time link; whoever follows it first is signed in as the admin."""
    return f"{address}/welcome/{library.identity(settings).tokens.issue('link')}"


def _make_folders(settings: Settings) -> None:
    for folder in (settings.data, settings.inbox, settings.storage, settings.models_dir):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InvalidSetting(f"{folder} cannot be made: {error.strerror}") from error
    settings.storage.chmod(0o700)


def _free_port(settings: Settings) -> int:
    """The port itself, or a free one for 0; raise `InvalidSetting` where it cannot be had."""
    try:
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
            return int(probe.getsockname()[1])
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or "no such port"
        raise InvalidSetting(
            f"PORT {settings.port} on {settings.host} cannot be used"
            f" ({reason.lower()}); set PORT to a free one"
        ) from error
