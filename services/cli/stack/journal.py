"""What the services log: kept in DATA/logs, one rotated file each; warnings come to the terminal too."""

import logging
import re
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

LARGEST, KEPT = 5 << 20, 4  # bytes of a file, and how many older ones are kept
_LOUD = re.compile(r'^\S+ (warning|error|critical) |"level": "(warning|error|critical)"')


class Journal:
    """Collects the lines of many processes."""

    def __init__(self, folder: Path, say: Callable[[str], None], *, verbose: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._folder, self._say, self._verbose = folder, say, verbose

    def file(self, name: str) -> Path:
        """Where the lines of `name` are kept."""
        return self._folder / f"{name}.log"

    def collect(self, name: str, stream: IO[bytes], *, loud: bool = False) -> None:
        """Read `stream` to its end in a thread of its own; `loud` shows every line on the terminal."""
        threading.Thread(target=self._read, args=(name, stream, loud), daemon=True).start()

    def _read(self, name: str, stream: IO[bytes], loud: bool) -> None:
        handler = RotatingFileHandler(self.file(name), maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
        with stream:
            for raw in stream:
                line = raw.decode(errors="replace").rstrip()
                handler.emit(logging.makeLogRecord({"msg": line}))
                if loud or self._verbose or _LOUD.search(line):
                    self._say(f"[{name}] {line}")
        handler.close()
