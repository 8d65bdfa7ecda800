"""One line of log per finished unit of work: readable on a terminal, JSON in containers."""

import json
import logging
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from shared.errors import InvalidSetting

_context: ContextVar[dict[str, Any]] = ContextVar("context", default={})  # noqa: B039  # never changed, only replaced

_SECRET = re.compile(r"(?<=://)[^/\s@\"']*:[^/\s@\"']*@|(?<=password=)[^\s&\"']+")

QUIET = ("exifread", "PIL", "matplotlib", "faster_whisper", "amqp", "kombu", "watchfiles")


def configure(service: str, format: str) -> None:  # noqa: A002
    """Log to stderr as `text` or `json` lines; raise `InvalidSetting` for another format."""
    root = logging.getLogger()
    root.handlers[:] = [handler(service, format)]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)


def handler(service: str, format: str) -> logging.Handler:  # noqa: A002
    """What writes our lines, for a library that sets up logging by itself; raises as `configure` does."""
    formatters: dict[str, type[logging.Formatter]] = {"text": _Text, "json": _Json}
    if format not in formatters:
        raise InvalidSetting(f"LOG_FORMAT={format!r} is neither text nor json")
    made = logging.StreamHandler(sys.stderr)
    made.setFormatter(formatters[format](service))
    return made


@contextmanager
def bound(**context: Any) -> Iterator[None]:
    """Add `context` (media_id, analyzer, …) to every line logged inside the block."""
    token = _context.set(_context.get() | context)
    try:
        yield
    finally:
        _context.reset(token)


class _Formatter(logging.Formatter):
    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """UTC with milliseconds."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        return f"{moment}.{int(record.msecs):03}Z"

    def trace(self, record: logging.LogRecord) -> str:
        """The traceback of the record, if it has one."""
        return self.formatException(record.exc_info) if record.exc_info else ""


class _Text(_Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """`time level service message key=value`; line breaks in the message cannot fake a line."""
        words = [
            self.formatTime(record),
            record.levelname.lower(),
            self._service,
            _one_line(record.getMessage()),
        ]
        words += [f"{key}={_one_line(str(value))}" for key, value in _context.get().items()]
        trace = self.trace(record)
        return _harmless(" ".join(words) + (f"\n{trace}" if trace else ""))


class _Json(_Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """One JSON object; the bound context lies beside the message."""
        line = _context.get() | {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        trace = self.trace(record)
        line |= {"trace": trace} if trace else {}
        return json.dumps({key: _plain(given) for key, given in line.items()}, ensure_ascii=False)


def _plain(given: Any) -> Any:
    """Numbers as they are, all else as text without secrets."""
    return given if isinstance(given, int | float | None) else _harmless(str(given))


def _harmless(text: str) -> str:
    """Leave out users and passwords of addresses, which errors of libraries may quote."""
    return _SECRET.sub(lambda found: "***@" if found[0].endswith("@") else "***", text)


def _one_line(text: str) -> str:
    return (
        text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        if "\n" in text or "\r" in text
        else text
    )
