"""What admins decided of the folders of the inbox: their labels, and what of them is left there."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg2
from pathspec import GitIgnoreSpec

from shared.db import sources
from shared.db.connection import Connect
from shared.db.sources import InboxSource
from shared.patterns import compiled

log = logging.getLogger(__name__)

AGE = 0.5  # seconds for which what was read counts; a file must rest longer before it is taken


@dataclass(frozen=True)
class _Rule:
    source: InboxSource
    include: GitIgnoreSpec
    exclude: GitIgnoreSpec


class Sources:
    """The decisions as they were last read; `refresh` reads them again."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._rules: dict[str, _Rule] | None = None
        self._read = float("-inf")

    def refresh(self) -> None:
        """Read what is decided, where that was a while ago.

        While the database is away the last decisions hold; before there are any, nothing is taken.
        """
        if time.monotonic() < self._read + AGE:
            return
        try:
            with self._connect() as conn:
                found = sources.everything(conn)
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            if self._rules is None:
                raise
            log.debug("the sources of the inbox are as they were")
            return
        self._rules = {source.folder: _compiled(source) for source in found}
        self._read = time.monotonic()

    def label(self, path: str) -> str | None:
        """The label of what lies at a path of the inbox; None where nobody gave one."""
        return next((rule.source.label for rule, _ in self._above(path)), None)

    def unwanted(self, path: str, is_folder: bool) -> bool:
        """Whether what lies there is left there, by the decision about the innermost folder around it."""
        rule, below = next(self._above(path), (None, ""))
        if rule is None or not below:
            return False
        if rule.exclude.check_file(below + ("/" if is_folder else "")).include:
            return True
        return bool(rule.source.include) and not is_folder and not rule.include.check_file(below).include

    def _above(self, path: str) -> Iterator[tuple[_Rule, str]]:
        """The decisions about the folders around a path, the innermost first, and the path below each."""
        rules = self._rules or {}
        parts = path.split("/")
        for depth in range(len(parts) - 1, -1, -1):
            rule = rules.get("/".join(parts[:depth]))
            if rule:
                yield rule, "/".join(parts[depth:])


def _compiled(source: InboxSource) -> _Rule:
    return _Rule(source, compiled(source.include)[0], compiled(source.exclude)[0])
