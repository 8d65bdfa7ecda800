"""What countries are called in many languages, by the names of Unicode's CLDR (`gazetteer/countries.tsv`)."""

from functools import cache
from pathlib import Path

from shared.text import fold

FILE = Path(__file__).parent / "gazetteer" / "countries.tsv"


def code(name: str) -> str | None:
    """The code of ISO 3166-1 of the country of this name, in any of the languages; None for no country."""
    return _codes().get(_folded(name))


def beginning(text: str) -> list[str]:
    """What the library calls the countries of which a name begins so, in any of the languages."""
    wanted = _folded(text)
    codes = (code for name, code in _codes().items() if wanted and name.startswith(wanted))
    return [called(code) for code in dict.fromkeys(codes)]


def called(code: str) -> str:
    """What the library calls a country; '' for a code that is none."""
    return _own().get(code, "")


@cache
def _lines() -> list[list[str]]:
    return [line.split("\t") for line in FILE.read_text("utf-8").splitlines()]


@cache
def _own() -> dict[str, str]:
    return {code: name for code, name, _ in _lines()}


@cache
def _codes() -> dict[str, str]:
    others = {_folded(name): code for code, _, names in _lines() for name in names.split(", ") if name}
    return others | {_folded(name): code for code, name, _ in _lines()}


def _folded(name: str) -> str:
    return " ".join(fold(name).split())
