"""On which continent a country lies, by its code of ISO 3166-1."""

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "gazetteer" / "continents.txt"


def of(code: str) -> str | None:
    """The continent of a country; None for a code that is none."""
    return _continents().get(code)


def as_json() -> str:
    """Every code with its continent, as PostgreSQL reads it."""
    return json.dumps(_continents())


@cache
def _continents() -> dict[str, str]:
    lines = (line.split(": ") for line in FILE.read_text("utf-8").splitlines())
    return {code: name for name, codes in lines for code in codes.split()}
