"""Tells a load balancer or a supervisor whether this process can answer."""

from flask import Blueprint, Response, jsonify

from services.web.context import connection
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
