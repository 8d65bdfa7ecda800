"""The OpenAPI document says of every API route what it takes and gives, and it gives that."""

import io
import re

from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from services.web.openapi import document
from shared.db import analyses
from shared.db.connection import insert
from shared.domain import Box, Finding
from tests.integration.declared import Declared
from tests.integration.web import PASSWORD, analysed, browser, photo


def test_the_document_is_valid_openapi_and_is_served(app, ada):
    told = ada.get("/api/openapi.json").json
    validate(told)
    assert told == document(app)
    assert told["openapi"].startswith("3.1")


def test_every_api_route_is_in_the_document_and_nothing_else(app):
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(path, method) for path, methods in document(app)["paths"].items() for method in methods}
    assert told == served


def test_every_parameter_of_the_library_is_described(app):
    parameters = document(app)["paths"]["/api/media"]["get"]["parameters"]
    assert {parameter["name"] for parameter in parameters} == {
        "q", "object", "faces", "camera", "lens", "format", "source", "like", "kind", "folder", "from", "to",
        "nodate", "day", "area", "noplace", "favourite", "rating", "comment", "tag", "album", "batch",
        "person", "plain", "by", "sort", "seed", "cursor", "before", "limit", "place", "colour", "scene",
        "look",
    }  # fmt: skip
    assert all(parameter["description"] for parameter in parameters)


def test_answers_are_as_the_document_says(app, ada, connect):
    media_id = photo(connect, "a.jpg", labels="cat", text="STOP", model="X100")
    face = Finding(label="face", score=0.5, box=Box(0, 0, 1, 1), embedding=(0.0,) * 128, chip=b"chip")
    analysed(connect, media_id, "faces", [face])
    with connect() as conn:
        analyses.register(conn, Declared("speech"))
        insert(conn, "thumbnail", ("media_id", "image"), [(media_id, b"webp")])
    [finding] = [f for f in ada.get(f"/api/media/{media_id}").json["findings"] if f["face"]]
    for method, path, body in [
        ("get", "/api/media", None),
        ("get", "/api/media?limit=0", None),
        ("get", f"/api/media/{media_id}", None),
        ("get", "/api/media/999", None),
        ("get", f"/api/media/{media_id}/thumbnail", None),
        ("get", f"/api/media/{media_id}/original", None),
        ("get", f"/api/faces/{finding['id']}/chip", None),
        ("get", "/api/facets?q=cat", None),
        ("get", f"/api/evidence?q=st&id={media_id}", None),
        ("get", "/api/account", None),
        ("get", "/api/status", None),
        ("post", "/api/batches", {"source": "phone"}),
        ("post", "/api/batches", {"source": ""}),
        ("post", "/api/status/retry", {}),
        ("post", "/api/status/retry", {"analyzer": "speech", "media_id": 1}),
        ("post", "/api/analyzers/speech/pause", None),
        ("post", "/api/analyzers/nothing/pause", None),
        ("post", f"/api/media/{media_id}/look", None),
    ]:
        answer = ada.client.open(path, method=method, json=body, headers=ada.headers, buffered=True)
        conforms(document(app), path.partition("?")[0], method, answer)


def test_answers_about_accounts_are_as_the_document_says(app, connect):
    root = browser(app, connect, "admin")
    [me] = root.get("/api/users").json["users"]
    for method, path, body, status in [
        ("get", "/api/users", None, 200),
        ("post", "/api/users", {"name": "bob", "role": "viewer"}, 201),
        ("post", "/api/users", {"name": "bob"}, 409),
        ("patch", f"/api/users/{me['id']}", {"role": "admin"}, 200),
        ("patch", f"/api/users/{me['id']}", {"role": "member"}, 409),
        ("delete", "/api/users/999", None, 404),
        ("post", "/api/users/999/link", None, 404),
        ("post", "/api/tokens", {"name": "phone", "scope": "upload"}, 201),
        ("post", "/api/tokens", {"name": "phone"}, 409),
        ("get", "/api/tokens", None, 200),
        ("get", "/api/account/sessions", None, 200),
        ("delete", "/api/tokens/ffff", None, 404),
        ("post", "/api/account/password", {"password": "short"}, 403),
        ("post", "/api/account/password", {"current": PASSWORD, "password": "short"}, 400),
        ("post", "/api/account/password", {"current": PASSWORD, "password": "a bittern in the sedge"}, 204),
    ]:
        answer = root.client.open(path, method=method, json=body, headers=root.headers, buffered=True)
        assert answer.status_code == status, (method, path, answer.text)
        conforms(document(app), path, method, answer)


def test_errors_at_the_door_are_as_the_document_says(app, connect):
    eve = browser(app, connect, "viewer")
    conforms(document(app), "/api/media", "get", app.test_client().get("/api/media"))
    refused = eve.post("/api/upload", data=io.BytesIO(b"x"))
    assert refused.status_code == 403
    conforms(document(app), "/api/upload", "post", refused)


def conforms(told, path, method, answer):
    [pattern] = [
        known for known in told["paths"] if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path)
        if "{" not in known or path not in told["paths"]
    ]  # fmt: skip
    promised = told["paths"][pattern][method]["responses"]
    assert str(answer.status_code) in promised, (path, answer.status_code, answer.text)
    content = promised[str(answer.status_code)].get("content")
    if content is None:
        assert answer.data == b""
        return
    assert answer.mimetype in content, (path, answer.mimetype)
    if answer.is_json:
        schema = content[answer.mimetype]["schema"] | {"components": told["components"]}
        Draft202012Validator(schema).validate(answer.json)
