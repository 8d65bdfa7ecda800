"""Which entries of the inbox are left alone: unfinished transfers, droppings, and what a person excludes."""

import fnmatch
import re
from dataclasses import dataclass, replace
from pathlib import Path

from pathspec import GitIgnoreSpec

FILE = ".bowerbirdignore"
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

    def below(self, folder: Path, path: str) -> "Ignores":
        """Add the rules that `folder` brings; it lies at `path` below the inbox."""
        try:
            lines = (folder / FILE).read_text("utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return self
        rules = (f"{path}/" if path else "", GitIgnoreSpec.from_lines(lines))
        return replace(self, rules=(rules, *self.rules))

    def ignored(self, name: str, path: str, *, is_folder: bool) -> bool:
        """Tell whether the entry is left where it is; the innermost rule that names it decides."""
        for prefix, spec in self.rules:
            told = spec.check_file(path.removeprefix(prefix) + ("/" if is_folder else "")).include
            if told is not None:
                return told
        return _BUILT_IN.match(name) is not None
