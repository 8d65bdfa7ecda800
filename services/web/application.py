"""Flask with two habits changed: no path in the log, and no upload in memory or in /tmp."""

import logging
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any

from flask import Flask, Request, request

from services.web.context import storage
from services.web.headers import rule

log = logging.getLogger(__name__)


class StagedRequest(Request):
    """A request whose multipart files go to the disk that will keep them."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        staging = storage().staging
        staging.mkdir(parents=True, exist_ok=True)
        return TemporaryFile(dir=staging)


class Application(Flask):
    """The web application."""

    request_class = StagedRequest

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log an error of ours; the number of the request is bound to the line."""
        log.error("failed on %s %s", request.method, rule(), exc_info=exc_info)
