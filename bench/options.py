"""What a run of `make bench` was asked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """`folder` is empty and goes away; in `keep`, if given, large libraries stay for the next run.

    `only` is a regular expression that the names of pages and searches are measured by; `faces` and `sizes`
    say how large the libraries are.
    """

    folder: Path
    keep: Path | None = None
    only: str = ""
    sizes: tuple[int, ...] = (50_000, 1_000_000)
    faces: int = 1_000_000

    def asks(self, name: str) -> bool:
        """Whether something of this name is to be measured."""
        return re.search(self.only, name) is not None

    def chosen(self, shapes: dict[str, str]) -> Iterable[tuple[str, str]]:
        """Those of these that are to be measured."""
        return [(name, path) for name, path in shapes.items() if self.asks(name)]
