"""Tells a load balancer or a supervisor whether this process can answer."""

import os

from flask import Blueprint, Flask, Response, jsonify

from services.web.answers import problem
from services.web.context import connection, identity, storage
from services.web.operations import access
from shared.db.connection import value

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@access("public")
def healthz() -> Response:
    """200 where the database answers, else 503."""
    with connection() as conn:
        value(conn, "SELECT 1")
    return jsonify(status="ok")


@bp.get("/readyz")
@access("public")
def readyz() -> Response:
    """200 where database, accounts and storage are there, else 503 and which is not."""
    with connection() as conn:
        value(conn, "SELECT 1")
    identity().ready()
    folder = storage().root
    if not os.access(folder if folder.exists() else folder.parent, os.W_OK):
        return problem(503, "Service Unavailable", "The storage folder cannot be written.")
    return jsonify(status="ready")


def trouble(app: Flask) -> str | None:
    """What `/readyz` says is wrong; None where nothing is."""
    answer = app.test_client().get("/readyz")
    return None if answer.status_code == 200 else str((answer.json or {}).get("detail", answer.status))
