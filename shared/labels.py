"""What kind of word a label is, told from the analyzer that found it, and in which list people see it."""

from typing import Literal

Kind = Literal["object", "class", "look", "scene", "colour"]
Mark = Literal["object", "look", "scene", "colour"]

# Analyzers whose labels are no objects; what any other one finds is an object.
KINDS: dict[str, Kind] = {
    "classify": "class",
    "attributes": "look",
    "nsfw": "look",
    "pose": "look",
    "colour": "colour",
}

# A class is a thing that the whole picture shows: to people an object like those in boxes.
_KINDS_OF: dict[Mark, tuple[Kind, ...]] = {
    "object": ("object", "class"),
    "look": ("look",),
    "scene": ("scene",),
    "colour": ("colour",),
}


def of(analyzer: str) -> Kind:
    """The kind of the labels that an analyzer finds."""
    return KINDS.get(analyzer, "object")


def finder(kind: Kind) -> str:
    """An analyzer that finds labels of this kind; for objects it may be any that is not named here."""
    return next((analyzer for analyzer, found in KINDS.items() if found == kind), "")


def mark(kind: Kind) -> Mark:
    """The list of the panel in which a kind of label stands."""
    return "object" if kind == "class" else kind


def kinds(mark: Mark) -> tuple[Kind, ...]:
    """The kinds of label that one list of the panel holds."""
    return _KINDS_OF[mark]
