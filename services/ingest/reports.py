"""Tells what is left in the inbox: once in the log, and in the database as long as it lasts."""

import logging
import time
from collections.abc import Mapping

from shared.db import inbox
from shared.db.connection import Connect
from shared.keeping import names

log = logging.getLogger(__name__)


class Reports:
    """Keeps the list of problems in step with the inbox; the database is asked only when it changes."""

    def __init__(self, connect: Connect, renewal: float) -> None:
        self._connect, self._renewal = connect, renewal
        self._told: dict[str, str] = {}
        self._renewed = float("-inf")

    def update(self, problems: Mapping[str, str]) -> None:
        """Tell of `problems`, by path below the inbox, and that all others are over."""
        reasons = {names.safe(path): reason for path, reason in problems.items()}
        for path, reason in reasons.items():
            if self._told.get(path) != reason:
                log.warning("left in the inbox: %s: %s", path, reason)
        due = time.monotonic() >= self._renewed + self._renewal
        if not due and reasons == self._told:
            return
        over = [path for path in self._told if path not in reasons]
        with self._connect() as conn:
            inbox.report(conn, reasons)
            inbox.forget(conn, older_than=3 * self._renewal, paths=over)
        self._told, self._renewed = reasons, time.monotonic()
