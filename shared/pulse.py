"""What a worker says about itself while it lives, and what it hears: whether it shall take messages."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg2

from shared import choice
from shared.analyzer import Analyzer
from shared.db import analyses, choices, leases, migrate, workers
from shared.db.connection import Connect, Connection
from shared.db.workers import Identity
from shared.errors import (
    CredentialsRefused,
    InvalidSetting,
    MissingWeights,
    OutdatedRelease,
    UntrustedServer,
)
from shared.trials import Trials

log = logging.getLogger(__name__)

_BEAT = 2.0  # seconds
_BEHIND = "the database is older than this worker; `bowerbird migrate` brings it up to date"

Steer = Callable[[bool, bool], None]  # whether to take messages, and whether to end after those in hand


class Pulse:
    """Registers the analyzer, tells every `seconds` that the worker is alive, and hears what is wanted.

    `fatal` is what the worker has to end for: its release is too old, or the database refuses it.
    `anew` is true once another model is chosen than `chosen`, which the analyzer was built with: the
    worker shall end what it holds and begin anew.
    """

    def __init__(
        self,
        connect: Connect,
        analyzer: Analyzer,
        identity: Identity,
        *,
        chosen: str = "",
        trials: Trials | None = None,
        seconds: float = _BEAT,
    ) -> None:
        self._connect = connect
        self._analyzer = analyzer
        self._identity = identity
        self._chosen = chosen
        self._trials = trials
        self._seconds = seconds
        self._registered: int | None = None
        self._missing: str | None = None
        self._refusal: str | None = None
        self._wish: workers.Wish | None = None
        self._last: float | None = None
        self._stop = threading.Event()
        self.taking = self.anew = False
        self.fatal: OutdatedRelease | CredentialsRefused | UntrustedServer | None = None

    def arrive(self) -> None:
        """Beat for the first time, as soon as there is a database.

        Raises `OutdatedRelease`, `CredentialsRefused` and `UntrustedServer`.
        """
        while self._last is None:
            try:
                self.tell()
            except psycopg2.Error as error:
                self._warn(error)
            if self._last is None:
                time.sleep(self._seconds)

    @contextmanager
    def beating(self, steer: Steer) -> Iterator[None]:
        """Beat inside the block; at its end give back what this worker still holds."""
        thread = threading.Thread(target=self._beat, args=(steer,), name="pulse", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()
            self._leave()

    def ready(self) -> str | None:
        """None while this worker lives with its database, else what stands in the way.

        One that waits for weights, or for a better one to leave, is ready: nothing is to be mended.
        """
        if self._last is None and self._refusal:
            return self._refusal
        if self._last is None or time.monotonic() - self._last > 5 * self._seconds:
            return "the database does not answer"
        return None

    def tell(self) -> bool:
        """Beat once; return whether people want this worker to end or `anew`.  Raises `OutdatedRelease`."""
        missing = self._lacking()
        with self._connect() as conn:
            if self._behind(conn):
                self._refuse(_BEHIND)
                return False
            if self._last is None:
                workers.begin(conn, self._identity.name)
            other = choices.chosen(conn, self._analyzer.name) != self._chosen
            refusal = None if other else self._stand(conn, missing)
            wish = workers.seen(conn, self._identity, self._analyzer, refusal)
            if self._trials and refusal is None and wish is None and not other:
                self._trials.tend(conn, self._analyzer.name)
            choices.report(conn, self._identity.name, self._chosen, choice.offered(self._analyzer))
        self._refuse(refusal)
        self._missing, self._last = missing, time.monotonic()
        if wish != self._wish:
            log.info("people want this worker to %s", wish or "go on")
        self._wish, self.anew = wish, other and wish != "drain"
        self.taking = refusal is None and wish is None and not other
        return other or wish == "drain"

    def _beat(self, steer: Steer) -> None:
        while not self._stop.wait(self._seconds):
            try:
                steer(self.taking, self.tell())
            except psycopg2.Error as error:
                self._warn(error)
            except (OutdatedRelease, CredentialsRefused, UntrustedServer) as error:
                self.fatal = self.fatal or error
                steer(False, True)

    def _behind(self, conn: Connection) -> bool:
        try:
            return migrate.behind(conn)
        except OutdatedRelease as error:
            self._refuse(str(error))
            workers.seen(conn, self._identity, self._analyzer, str(error))
            conn.commit()  # people shall read it although this ends here
            raise

    def _stand(self, conn: Connection, missing: str | None) -> str | None:
        """Make the analyzer known or say why this worker takes no jobs.

        What only this one lacks must not stop those that have it.
        """
        analyzer = self._analyzer
        if machine := workers.better(conn, analyzer):
            return f"version {analyzer.version} takes no jobs while {machine} has a higher one"
        if missing and workers.able(conn, self._identity):
            return missing
        known = analyses.registered(conn, analyzer.name)
        # Better weights may have come, and with them another version.
        if {known, self._registered} != {analyzer.version} or (self._missing and not missing):
            planned = analyses.register(conn, analyzer)
            if planned is None:
                return f"version {analyzer.version} takes no jobs while version {known} does"
            log.info("registered version %s, %s files planned", analyzer.version, planned)
        self._registered = analyzer.version
        analyses.block(conn, analyzer.name, missing)
        return missing

    def _refuse(self, refusal: str | None) -> None:
        if refusal and refusal not in {self._refusal, self._missing}:
            log.warning("%s", refusal)
        self._refusal = refusal

    def _warn(self, error: psycopg2.Error) -> None:
        log.warning("cannot reach the database: %s", str(error).strip())

    def _lacking(self) -> str | None:
        try:
            self._analyzer.check()
        except (MissingWeights, InvalidSetting) as error:
            return str(error)
        return None

    def _leave(self) -> None:
        try:
            with self._connect() as conn:
                leases.release_all(conn, self._identity.name)
                if self.fatal is None and not (self.anew and self._wish):  # one that pauses shall do so anew
                    workers.gone(conn, self._identity.name)
        except (CredentialsRefused, UntrustedServer) as error:
            self.fatal = self.fatal or error
        except psycopg2.Error as error:
            log.warning("what this worker held is taken back when its lease ends: %s", str(error).strip())
