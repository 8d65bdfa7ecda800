"""The order and the number of files that a sentence asks for: the newest photos, the 10 longest videos."""

import re

from shared.query.synonyms import KINDS
from shared.query.tree import Order

_ORDERS = {
    "newest": ("date", True), "latest": ("date", True), "most recent": ("date", True),
    "oldest": ("date", False), "earliest": ("date", False), "largest": ("filesize", True),
    "biggest": ("filesize", True), "smallest": ("filesize", False), "longest": ("duration", True),
    "shortest": ("duration", False),
}  # fmt: skip
_RANKED = re.compile(
    rf"(?:\bthe )?(?:\b(?P<n>[1-9]\d{{0,3}}) )?\b(?P<by>{'|'.join(_ORDERS)})(?: (?P<m>[1-9]\d{{0,3}}))?"
    rf"(?= (?:{'|'.join(KINDS)}|photo|picture|image|clip|files|ones)\b)",
    re.IGNORECASE,
)


def ranked(text: str) -> tuple[str, Order | None, int | None]:
    """The sentence without what it says of order and number, and these."""
    found = _RANKED.search(text)
    if not found:
        return text, None, None
    n = found["n"] or found["m"]
    rest = " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
    return rest, Order(*_ORDERS[found["by"].casefold()]), int(n) if n else None
