"""Wakes the dispatcher the moment that there is new work."""

import select
from types import TracebackType

from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from shared.db.connection import Connection, opened, run


def ring(conn: Connection) -> None:
    """Wake whoever waits, once this transaction is committed."""
    run(conn, "NOTIFY bowerbird_work")


class Bell:
    """Waits for `ring`; a connection of its own, opened on entering and closed on leaving."""

    def __init__(self, url: str, channel: str = "bowerbird_work") -> None:
        self._url, self._channel = url, channel

    def __enter__(self) -> "Bell":
        self._conn = opened(self._url)
        self._conn.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        run(self._conn, f"LISTEN {self._channel}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._conn.close()

    def wait(self, seconds: float) -> bool:
        """Sleep for at most `seconds`; return whether somebody rang, also since the last wait."""
        ready, _, _ = select.select([self._conn], [], [], seconds)
        if ready:
            self._conn.poll()
        rang = bool(self._conn.notifies)
        self._conn.notifies.clear()
        return rang
