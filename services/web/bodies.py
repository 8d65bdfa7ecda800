"""What a request sends: JSON, or a stream of bytes."""

import base64
import binascii
import socket
from typing import TypeVar

from flask import abort, request
from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)

STALLED = 60.0  # seconds without a byte


def read(model: type[Model]) -> Model:
    """Read the body; an empty one is an empty object.  Raises `ValidationError`, for bad JSON too."""
    return model.model_validate_json(request.get_data() or b"{}")


def stated_digest() -> str | None:
    """The SHA-512 in `Repr-Digest` as hex; other algorithms are passed over, as the RFC has it."""
    for part in request.headers.get("Repr-Digest", "").split(","):
        algorithm, _, encoded = part.strip().partition("=")
        if algorithm.lower() == "sha-512":
            try:
                return base64.b64decode(encoded.strip(":"), validate=True).hex()
            except binascii.Error:
                abort(400, "Repr-Digest is not Base64")
    return None


def give_up_when_stalled() -> None:
    """Let a stream that does not go on end, so that it holds no thread for ever."""
    connection = request.environ.get("gunicorn.socket")
    if isinstance(connection, socket.socket):
        connection.settimeout(STALLED)
