"""The models of an analyzer that a worker works with besides its own: those of candidates."""

from collections.abc import Callable

from shared.analyzer import Analyzer
from shared.db import candidates
from shared.db.connection import Connection
from shared.errors import InvalidSetting, MissingWeights
from shared.loading import Loading

Build = Callable[[str], Analyzer]


class Trials:
    """Makes and keeps one other analyzer at a time, by the model as it is chosen."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._held: tuple[str, Analyzer, Loading] | None = None

    def apart(self) -> "Trials":
        """Another one that makes the same analyzers and keeps its own."""
        return Trials(self._build)

    def loaded(self, chosen: str) -> Analyzer:
        """The analyzer with this model in memory.  Raises `MissingWeights` and `InvalidSetting`."""
        if self._held is None or self._held[0] != chosen:
            self._held = None  # its memory is free before another is loaded
            analyzer = self._build(chosen)
            load = Loading(analyzer)
            load()
            self._held = chosen, analyzer, load
        analyzer = self._held[1]
        analyzer.check()
        return analyzer

    def news(self) -> float | None:
        """How many seconds the one that is held took to load, told once."""
        return self._held[2].news() if self._held else None

    def tend(self, conn: Connection, analyzer: str) -> None:
        """Take up a candidate that waits for a worker, or say what it waits for."""
        waiting = candidates.waiting(conn, analyzer)
        if waiting is None:
            return
        candidate = self._build(waiting.chosen)
        try:
            candidate.check()
        except (MissingWeights, InvalidSetting) as error:
            candidates.block(conn, waiting.id, str(error))
            return
        candidates.take_up(conn, waiting.id, candidate)
