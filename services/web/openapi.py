"""The OpenAPI 3.1 document of the API, made from the routes and the types of what they take and give."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import getdoc
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode
from werkzeug.routing import Rule

from services.web.answers import Problem
from services.web.operations import JSON, Operation, needed, operation

bp = Blueprint("openapi", __name__, url_prefix="/api")

SAFE = {"GET", "HEAD", "OPTIONS"}
REFERENCE = "#/components/schemas/{model}"
PROBLEM = "application/problem+json"
ABOUT = """Everything that the pages of Bowerbird show and do.

Sign in as on the pages, or send `Authorization: Bearer` with an API token.  With the cookie of a session
every change also needs `X-CSRF-Token`.  Every error is a `Problem`."""
VARIABLES = {
    "id": {"type": "integer", "minimum": 0},
    "int": {"type": "integer", "minimum": 0},
    "name": {"type": "string"},
    "key": {"type": "string", "pattern": "^[0-9a-f]{1,32}$"},
    "string": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
}
TITLES = {
    200: "OK", 201: "Created", 204: "Done", 206: "A part", 304: "Not modified", 400: "Bad request",
    401: "Not signed in", 403: "Not allowed", 404: "Not found", 409: "Not as things are",
    412: "Another version", 413: "Too large", 415: "Of another type", 416: "No such part",
    423: "Another request has it", 429: "Too many attempts", 460: "Changed on its way",
    503: "Try again later", 507: "The disk is full",
}  # fmt: skip

DOORS = {
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
    "token": {"type": "http", "scheme": "bearer"},
    "worker": {"type": "http", "scheme": "bearer", "description": "MEDIA_TOKEN of a worker's credentials"},
}

Schemas = dict[tuple[Any, JsonSchemaMode], dict[str, Any]]


@bp.get("/openapi.json")
@operation({200: dict[str, Any]})
def show() -> Response:
    """The OpenAPI document itself."""
    return jsonify(document(current_app))


@dataclass(frozen=True)
class Route:
    """One method of one path."""

    rule: Rule
    method: str
    view: Callable[..., Any]
    promised: Operation


def document(app: Flask) -> dict[str, Any]:
    """Describe every route of `app` that has an `Operation`."""
    routes = list(_routes(app))
    schemas, definitions = _schemas([route.promised for route in routes])
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.rule.rule)
        paths.setdefault(path, {})[route.method.lower()] = _described(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bowerbird", "version": "1", "description": ABOUT},
        "paths": paths,
        "components": {"schemas": definitions, "securitySchemes": DOORS},
        "security": [{"session": []}, {"token": []}],
    }


def _routes(app: Flask) -> Iterator[Route]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        view = app.view_functions[rule.endpoint]
        promised = getattr(view, "operation", None)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if promised:
                yield Route(rule, method, view, promised)


def _schemas(promises: list[Operation]) -> tuple[Schemas, dict[str, Any]]:
    """The schema of every type by its direction, and the definitions that they refer to."""
    given = {kind for promised in promises for kind in promised.answers.values() if kind} | {Problem}
    taken = {kind for promised in promises for kind in (promised.query, promised.body) if kind}
    wanted: list[tuple[Any, JsonSchemaMode, TypeAdapter[Any]]] = [
        *((kind, "serialization", TypeAdapter(kind)) for kind in sorted(given, key=repr)),
        *((kind, "validation", TypeAdapter(kind)) for kind in sorted(taken, key=repr)),
    ]
    schemas, definitions = TypeAdapter.json_schemas(wanted, ref_template=REFERENCE)
    return schemas, definitions.get("$defs", {})


def _described(route: Route, schemas: Schemas) -> dict[str, Any]:
    promised, endpoint = route.promised, route.rule.endpoint
    summary, _, more = (getdoc(route.view) or "").partition("\n")
    role = needed(route.view, route.method not in SAFE)
    door: dict[str, Any] = {"security": [{"worker": []}]} if role == "worker" else {}
    described = door | {
        "operationId": endpoint.replace(".", "_"),
        "tags": [endpoint.partition(".")[0]],
        "summary": summary,
        "description": f"{more.strip()}\n\nNeeds the role {role}.".strip(),
        "parameters": [*_variables(route.rule), *_query(promised), *_headers(promised, route.method)],
        "responses": _responses(promised, schemas),
    }
    body = _body(promised, schemas)
    return described | {"requestBody": body} if body else described


def _body(promised: Operation, schemas: Schemas) -> dict[str, Any] | None:
    if promised.body:
        return {"content": {JSON: {"schema": schemas[promised.body, "validation"]}}}
    if promised.sends:
        return {"required": True, "content": {promised.sends: {"schema": {}}}}
    return None


def _variables(rule: Rule) -> Iterator[dict[str, Any]]:
    for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", rule.rule):
        yield {"name": name, "in": "path", "required": True, "schema": VARIABLES[kind]}


def _query(promised: Operation) -> Iterator[dict[str, Any]]:
    if not promised.query:
        return
    for name, schema in promised.query.model_json_schema(ref_template=REFERENCE)["properties"].items():
        described = {"name": name, "in": "query", "schema": _inlined(schema)}
        yield described | {"description": schema["description"]}


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in {"title", "description"}}


def _headers(promised: Operation, method: str) -> Iterator[dict[str, Any]]:
    for name, description in promised.headers.items():
        yield {"name": name, "in": "header", "schema": {"type": "string"}, "description": description}
    if method not in SAFE:
        yield {"name": "X-CSRF-Token", "in": "header", "schema": {"type": "string"}}


def _responses(promised: Operation, schemas: Schemas) -> dict[str, Any]:
    answers: dict[int, Any] = {401: Problem, 403: Problem, 503: Problem} | promised.answers
    described = {str(status): _response(status, kind, schemas) for status, kind in sorted(answers.items())}
    if promised.media:
        whole: dict[str, Any] = {mime: {"schema": {}} for mime in promised.media}
        described |= {str(status): {"description": TITLES[status], "content": whole} for status in (200, 206)}
        described |= {"304": {"description": TITLES[304]}, "416": _response(416, Problem, schemas)}
    return dict(sorted(described.items()))


def _response(status: int, kind: Any, schemas: Schemas) -> dict[str, Any]:
    if kind is None:
        return {"description": TITLES[status]}
    mime = PROBLEM if kind is Problem else JSON
    return {
        "description": TITLES[status],
        "content": {mime: {"schema": schemas[kind, "serialization"]}},
    }
