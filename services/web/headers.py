"""Headers that every answer carries, and the name of each request in the log."""

import logging
import re
from contextlib import ExitStack
from uuid import uuid4

from flask import Flask, Response, g, request

from services.web import metrics
from services.web.context import settings
from services.web.hosts import know_host
from shared import logs

log = logging.getLogger(__name__)

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
    " media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'; object-src 'none';"
    " require-trusted-types-for 'script'"
)
MEDIA_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
REQUEST_NAME = re.compile(r"[0-9A-Za-z-]{8,64}")
ALWAYS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def guard_headers(app: Flask) -> None:
    """Name each request, refuse foreign hosts, and put the security headers on every answer."""
    app.before_request(_name_request)
    app.before_request(know_host)
    app.after_request(_protect)
    app.teardown_request(_forget_request)


def _name_request() -> None:
    metrics.begun()
    g.request_id = _given_name() or uuid4().hex[:12]
    g.bound = ExitStack()
    g.bound.enter_context(logs.bound(request=g.request_id))


def _given_name() -> str | None:
    """What a proxy in front of us calls the request; from anyone else it would be only a claim."""
    given = request.headers.get("X-Request-Id", "") if settings().proxies else ""
    return given if REQUEST_NAME.fullmatch(given) else None


def _forget_request(_: BaseException | None) -> None:
    if "bound" in g:
        g.bound.close()


def _protect(response: Response) -> Response:
    for name, text in ALWAYS.items():
        response.headers.setdefault(name, text)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Request-Id"] = g.get("request_id", "")
    metrics.ended(rule(), response)
    quiet = request.method in {"GET", "HEAD"} and response.status_code < 400
    log.log(
        logging.DEBUG if quiet else logging.INFO, "%s %s %s", request.method, rule(), response.status_code
    )
    return response


def rule() -> str:
    """The route as it is written, and not the path: no link's token and no file's name is logged."""
    return request.url_rule.rule if request.url_rule else "(no route)"
