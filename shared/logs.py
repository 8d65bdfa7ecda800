"""Where lines of log go, one per finished unit of work, and what is bound to them."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.errors import InvalidSetting
from shared.log_lines import CONTEXT, Json, Text

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
    formatters: dict[str, type[logging.Formatter]] = {"text": Text, "json": Json}
    if format not in formatters:
        raise InvalidSetting(f"LOG_FORMAT={format!r} is neither text nor json")
    made = logging.StreamHandler(sys.stderr)
    made.setFormatter(formatters[format](service))
    return made


@contextmanager
def bound(**context: Any) -> Iterator[None]:
    """Add `context` (media_id, analyzer, …) to every line logged inside the block."""
    token = CONTEXT.set(CONTEXT.get() | context)
    try:
        yield
    finally:
        CONTEXT.reset(token)
