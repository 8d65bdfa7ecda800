"""Brings an analyzer's model into memory once, and knows how long that took."""

import time

from shared.analyzer import Analyzer


class Loading:
    """Calling it loads the model unless that was done."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._loaded = False
        self._seconds: float | None = None

    def __call__(self) -> None:
        """Load; what the analyzer raises is raised, and the next call tries again."""
        if self._loaded:
            return
        began = time.monotonic()
        self._analyzer.load()
        self._seconds, self._loaded = time.monotonic() - began, True

    def news(self) -> float | None:
        """The seconds that it took, told once; None before and after."""
        told, self._seconds = self._seconds, None
        return told
