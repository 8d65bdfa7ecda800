"""How values become answers: JSON from dataclasses, and errors as JSON or as a page."""

import logging
from functools import cache
from typing import Any
from urllib.parse import urlencode

import psycopg2
from flask import Flask, Response, g, render_template, request
from jinja2 import TemplateNotFound
from psycopg2.pool import PoolError
from pydantic import BaseModel, TypeAdapter, ValidationError
from werkzeug.exceptions import HTTPException

from shared.errors import BowerbirdError, Conflict, IdentityUnavailable, NotFound, StorageFull
from shared.query.errors import BadQuery

log = logging.getLogger(__name__)

RETRY_AFTER = 5  # seconds
STATUS: dict[type[BowerbirdError], int] = {NotFound: 404, Conflict: 409, StorageFull: 507}


class Problem(BaseModel):
    """Why a request was not fulfilled; `request` names it in the log."""

    status: int
    title: str
    detail: str
    request: str


class Misread(Problem):
    """Where a question goes wrong, in characters from 0, and how the whole of it may have been meant."""

    position: int
    length: int
    suggestion: str


def answer(value: Any, status: int = 200) -> Response:
    """Return a dataclass or model as JSON, shaped by its type."""
    kind: Any = type(value)
    body = _adapter(kind).dump_json(value, by_alias=True, warnings=False)
    response = Response(body, status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def problem(status: int, title: str, detail: str, without: str = "") -> Response:
    """An error as JSON for the API and as a page for all else, which leads to `without` what is wrong."""
    found = Problem(status=status, title=title, detail=detail, request=g.get("request_id", ""))
    if wants_json():
        response = answer(found, status)
        response.mimetype = "application/problem+json"
        return response
    try:
        page = render_template("error.html", problem=found, without=without, **found.model_dump())
    except TemplateNotFound:
        return Response(f"{title}\n\n{detail}\n", status, mimetype="text/plain")
    return Response(page, status, mimetype="text/html")


def _misread(error: BadQuery) -> Response:
    if not wants_json():
        return problem(400, "Bad Request", str(error))
    told = Misread(
        status=400,
        title="Bad Request",
        detail=str(error),
        request=g.get("request_id", ""),
        position=error.position,
        length=error.length,
        suggestion=error.suggestion,
    )
    response = answer(told, 400)
    response.mimetype = "application/problem+json"
    return response


def wants_json() -> bool:
    """Tell whether the client is a program and not a person."""
    return request.path.startswith(("/api/", "/files/")) or request.path in {"/healthz", "/readyz"}


def answer_errors(app: Flask) -> None:
    """Turn every error into an answer without a stack trace."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ValidationError, _invalid)
    app.register_error_handler(BowerbirdError, _known)
    app.register_error_handler(BadQuery, _misread)
    for kind in (psycopg2.OperationalError, psycopg2.InterfaceError, PoolError, IdentityUnavailable):
        app.register_error_handler(kind, _unavailable)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    detail = error.description or "" if status < 500 or status in {503, 507} else "Something went wrong here."
    response = problem(status, error.name, detail)
    for name, text in error.get_headers(request.environ):
        if name in {"Retry-After", "Allow", "Content-Range"}:
            response.headers[name] = text
    return response


def _invalid(error: ValidationError) -> Response:
    said = "; ".join(
        f"{'.'.join(map(str, line['loc'])) or 'request'}: {line['msg'].removeprefix('Value error, ')}"
        for line in error.errors(include_url=False, include_context=False, include_input=False)[:5]
    )
    wrong = {str(line["loc"][0]) for line in error.errors() if line["loc"]}
    return problem(400, "Bad Request", said, _without(wrong))


def _without(names: set[str]) -> str:
    """The address that was asked for, but for these parameters; '' where it has none of them."""
    if request.method != "GET" or names.isdisjoint(request.args):
        return ""
    rest = [(name, value) for name, value in request.args.items(multi=True) if name not in names]
    return f"{request.path}?{urlencode(rest)}".removesuffix("?")


def _known(error: BowerbirdError) -> Response:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    title = {400: "Bad Request", 404: "Not Found", 409: "Conflict", 507: "Insufficient Storage"}[status]
    return problem(status, title, str(error))


def _unavailable(error: Exception) -> Response:
    accounts = isinstance(error, IdentityUnavailable)
    said = "The accounts cannot be reached" if accounts else "The database does not answer"
    log.error("%s: %s", said, error if accounts else type(error).__name__)
    response = problem(503, "Service Unavailable", f"{said}; please try again.")
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
