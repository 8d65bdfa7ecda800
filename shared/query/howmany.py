"""How many of something a sentence asks for: three dogs, more than two people, four or fewer cats."""

import re

from shared.query.nouns import label, thing
from shared.query.synonyms import NUMBERS, STOP
from shared.query.tree import And, Condition, Count, Sign, conjoined

_HOW: dict[str, Sign] = {
    "more than": ">", "over": ">", "at least": ">=", "no fewer than": ">=", "no less than": ">=",
    "at most": "<=", "no more than": "<=", "not more than": "<=", "up to": "<=", "fewer than": "<",
    "less than": "<", "exactly": "=", "precisely": "=", "only": "=", "just": "=",
}  # fmt: skip
_PERSONS = {"children", "kids", "babies", "toddlers", "friends", "adults"}  # of whom each is a person
_COUNTED = re.compile(
    rf"(?:(?P<how>{'|'.join(_HOW)}) )?(?:a )?(?P<n>{'|'.join(NUMBERS)}|[1-9]|1\d|20) "
    r"(?:(?:or|and) (?P<or>more|fewer|less|above|below) )?(?:of )?(?P<what>[\w-]+)(?: (?P<next>[\w-]+))?"
)


def counted(text: str, at: int) -> tuple[int, Condition] | None:
    """How many of what the text, in small letters, asks for at this place, and where that ends."""
    found = _COUNTED.match(text, at)
    if not found:
        return None
    n = NUMBERS.get(found["n"]) or int(found["n"])
    if n == 1 and not found["how"]:
        return None
    if found["what"] in _PERSONS and _sign(found) in {">", ">="}:
        return found.end("what"), And((Count("person", _sign(found), n), thing(found["what"])))
    if what := _called(found["what"]):
        return found.end("what"), Count(what, _sign(found), n)
    what = _called(found["next"] or "")
    how = thing(found["what"])
    both = conjoined([Count(what, _sign(found), n), how]) if what and found["what"] not in STOP else None
    return (found.end(), both) if both else None


def _called(word: str) -> str | None:
    what = "person" if word in {"people", "persons", "humans"} else label(word)
    return "faces" if what == "face" else what


def _sign(found: re.Match[str]) -> Sign:
    if found["or"]:
        return ">=" if found["or"] in {"more", "above"} else "<="
    return _HOW[found["how"]] if found["how"] else ">="
