"""What a request sends as JSON."""

from typing import TypeVar

from flask import request
from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)


def read(model: type[Model]) -> Model:
    """Read the body; an empty one is an empty object.  Raises `ValidationError`, for bad JSON too."""
    return model.model_validate_json(request.get_data() or b"{}")
