"""Which entries of the inbox are left alone: unfinished transfers, droppings, and what a person excludes."""

import fnmatch
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from pathspec import GitIgnoreSpec

from shared.errors import UnreadableMedia
from shared.keeping import content
from shared.patterns import compiled

FILE = ".bowerbirdignore"
LONGEST = 1 << 16  # bytes of it that are read
BUILT_IN = (
    ".*", "~*", "*~", "#*#", "*.part", "*.partial", "*.tmp", "*.temp", "*.crdownload", "*.download",
    "*.filepart", "*.opdownload", "*.!ut", "*.aria2", "*.swp", "*.swx", "*.lock", "@eaDir", "@__thumb",
    "@Recycle", "#recycle", "#snapshot", "$RECYCLE.BIN", "System Volume Information", "lost+found",
    "__MACOSX", "Thumbs.db", "thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini", "Icon\r",
)  # fmt: skip
_BUILT_IN = re.compile("|".join(fnmatch.translate(pattern) for pattern in BUILT_IN))


@dataclass(frozen=True)
class Ignores:
    """The rules that hold in one folder: the built-in ones, and those of each file above it."""

    rules: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    def below(self, folder: Path, path: str) -> tuple["Ignores", str | None]:
        """Add the rules that `folder` brings, and tell what is wrong with them; it lies at `path`."""
        try:
            lines = _read(folder / FILE).splitlines()
        except FileNotFoundError:
            return self, None
        except (OSError, UnreadableMedia):
            return self, "it cannot be read, so that it excludes nothing"
        spec, wrong = compiled(lines)
        rules = (f"{path}/" if path else "", spec)
        return replace(self, rules=(rules, *self.rules)), f"no pattern: {wrong[0]}" if wrong else None

    def ignored(self, name: str, path: str, *, is_folder: bool) -> bool:
        """Tell whether the entry is left where it is; the innermost rule that names it decides."""
        for prefix, spec in self.rules:
            told = spec.check_file(path.removeprefix(prefix) + ("/" if is_folder else "")).include
            if told is not None:
                return told
        return _BUILT_IN.match(name) is not None


def _read(file: Path) -> str:
    """The start of a file that a stranger may have laid there as a link or a pipe."""
    with content.opened(file) as descriptor:
        return os.read(descriptor, LONGEST).decode(errors="replace")
