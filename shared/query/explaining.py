"""Says in words what was expected where a question breaks off or goes wrong."""

import re

from lark import Token
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from shared.query import keys
from shared.query.errors import BadQuery

_EXPECTED = (
    ("SIGN", "count(…) wants a comparison, say count(dog) >= 2"),
    ("ITEM", "A list of values is expected here, say (one, two)"),
    ("BOUND", "A range is written [low:high]"),
    ("COLON", "A range is written [low:high]"),
    ("RSQB", "This range is not closed; a ] is missing"),
    ("ORDERED", "What can be ordered by: {orders}"),
    ("_OPEN", "A parenthesis is expected here"),
)
_DANGLING = re.compile(r"(?:\s+(?:and|or|not|-))*\s*$", re.IGNORECASE)  # what nothing stands behind


def explained(error: UnexpectedInput, text: str) -> BadQuery:
    """The error in words, at the character that it is about."""
    expected = _expected(error)
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        return _wrong(error.token, expected, text)
    if isinstance(error, UnexpectedCharacters):
        return BadQuery(_said(expected, "This is not understood"), error.pos_in_stream or 0)
    return _ended(expected, text)


def _wrong(token: Token, expected: set[str], text: str) -> BadQuery:
    place, length = token.start_pos or 0, max(len(token), 1)
    if token.startswith(")"):
        if _just_opened(text, place):
            return BadQuery("There is nothing in these parentheses", place)
        if text[:place].count(")") >= text[:place].count("("):
            said = "Nothing was opened that this parenthesis could close"
            return BadQuery(said, place, 1, text[:place] + text[place + 1 :])
        return BadQuery(_said(expected - {"_OPEN"}, "Something is missing before this parenthesis"), place)
    if token.type == "_ORDER" or expected <= {"$END", "DIRECTION", "LIMIT"}:
        return BadQuery("“order by” comes last", place, length)
    return BadQuery(_said(expected, f"“{token}” is not expected here"), place, length)


def _ended(expected: set[str], text: str) -> BadQuery:
    opened, whole = _unclosed(text), _DANGLING.sub("", text)
    begun = "MINUS" in expected and whole.endswith("(")
    if opened and (begun or whole != text.rstrip() or ("RPAR" in expected and "_OPEN" not in expected)):
        meant = "" if begun else f"{whole}{')' * len(opened)}"
        return BadQuery("This parenthesis is never closed", opened[-1], 1, meant)
    if expected & {"WORD"} and "MINUS" not in expected:
        return BadQuery(f"A value is missing here{_example(text)}", max(len(text.rstrip()) - 1, 0))
    return BadQuery(_said(expected, "Something is missing at the end"), max(len(text.rstrip()) - 1, 0))


def _said(expected: set[str], otherwise: str) -> str:
    for name, said in _EXPECTED:
        if name in expected:
            return said.format(orders=", ".join(dict.fromkeys(keys.ORDERS.values())))
    return otherwise


def _expected(error: UnexpectedInput) -> set[str]:
    if isinstance(error, UnexpectedToken | UnexpectedEOF):
        return set(error.expected)
    return set(getattr(error, "allowed", None) or ())


def _example(text: str) -> str:
    words = text.replace(":", " ").split()
    name = next((word for word in reversed(words) if word.casefold() in keys.NAMES), "")
    return f"; say {keys.NAMES[name.casefold()].example}" if name else ""


def _just_opened(text: str, place: int) -> bool:
    return text[:place].rstrip().endswith("(")


def _unclosed(text: str) -> list[int]:
    opened: list[int] = []
    quoted = False
    for place, char in enumerate(text):
        if char == '"' and not text[:place].endswith("\\"):
            quoted = not quoted
        elif not quoted and char == "(":
            opened.append(place)
        elif not quoted and char == ")" and opened:
            opened.pop()
    return opened
