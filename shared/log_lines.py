"""How a line of log is written: as text or as JSON, with what is bound to it and without secrets."""

import json
import logging
import re
import time
from contextvars import ContextVar
from typing import Any

CONTEXT: ContextVar[dict[str, Any]] = ContextVar("context", default={})  # noqa: B039  # never changed, only replaced

_SECRET = re.compile(r"(?<=://)[^/\s@\"']*:[^/\s@\"']*@|(?<=password=)[^\s&\"']+")


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


class Text(_Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """`time level service message key=value`; line breaks in the message cannot fake a line."""
        words = [
            self.formatTime(record),
            record.levelname.lower(),
            self._service,
            _one_line(record.getMessage()),
        ]
        words += [f"{key}={_one_line(str(value))}" for key, value in CONTEXT.get().items()]
        trace = self.trace(record)
        return _harmless(" ".join(words) + (f"\n{trace}" if trace else ""))


class Json(_Formatter):
    """A line for programs."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object; the bound context lies beside the message."""
        line = CONTEXT.get() | {
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
