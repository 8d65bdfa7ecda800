"""What a person typed into a form, and what is wrong with it, each beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from services.web.words import _

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Form:
    """The values to show in the fields again, and the errors by field; `said` is about all of it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    said: str = ""

    def __bool__(self) -> bool:
        """Whether something is wrong."""
        return bool(self.errors or self.said)


def filled(model: type[Model], given: Mapping[str, Any]) -> tuple[Model | None, Form]:
    """Read a form; None with an error beside each field that is wrong."""
    try:
        return model.model_validate(dict(given)), Form(given)
    except ValidationError as error:
        wrong = {_place(line): _sentence(line) for line in reversed(error.errors())}
    return None, Form(given, wrong)


def _place(line: ErrorDetails) -> str:
    return str(line["loc"][0]) if line["loc"] else ""


def _sentence(line: ErrorDetails) -> str:
    """What to tell a person, who knows nothing of types."""
    bounds = line.get("ctx", {})
    told = {
        "missing": _("Please fill this in."),
        "string_too_short": _("Please fill this in."),
        "string_too_long": _("At most %(n)s characters, please.") % {"n": bounds.get("max_length")},
        "literal_error": _("Please choose one of these."),
        "greater_than_equal": _("At least %(n)s, please.") % {"n": bounds.get("ge")},
        "less_than_equal": _("At most %(n)s, please.") % {"n": bounds.get("le")},
    }
    kind = line["type"]
    if kind in told:
        return told[kind]
    if kind.startswith(("int_", "float_")):
        return _("Please write a number.")
    if kind.startswith("time"):
        return _("Please write a time of day, like 22:30.")
    return str(bounds["error"]) if "error" in bounds else _("This cannot be understood.")
