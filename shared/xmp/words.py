"""Words in XMP that are about the whole picture: tags, stars and a description."""

from dataclasses import asdict, dataclass
from typing import Any
from xml.etree.ElementTree import Element

from shared.xmp import tree
from shared.xmp.tree import name

MOST = 200  # tags of one picture
_TAGS = {
    "dc:subject": "",
    "digiKam:TagsList": "/",
    "lr:hierarchicalSubject": "|",
}  # and what parts their levels
_LANGUAGE = name("xml:lang")


@dataclass(frozen=True)
class Words:
    """What a program says of a picture; None and nothing where it says nothing."""

    tags: tuple[str, ...] = ()
    rating: int | None = None
    description: str | None = None

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self) | {"tags": list(self.tags)}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Words":
        """From what was stored."""
        return cls(tuple(plain.get("tags", ())), plain.get("rating"), plain.get("description"))


def read(root: Element) -> Words:
    """What the tree says; of tags in levels the last, and of people filed as tags their names alone."""
    return Words(_tags(root), _rating(root), _description(root))


def _tags(root: Element) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for short, parting in _TAGS.items():
        for item in tree.items(tree.found(root, short)):
            text = (item.text or "").strip()
            text = text.rpartition(parting)[2].strip() if parting else text
            if text:
                found.setdefault(text.casefold(), text)
    return tuple(found.values())[:MOST]


def _rating(root: Element) -> int | None:
    """1 to 5; programs write 0 where nobody said anything and -1 for what is rejected."""
    text = tree.simple(root, "xmp:Rating")
    try:
        stars = float(text[:20])
    except ValueError:
        return None
    return round(stars) if 1 <= stars <= 5 else None


def _description(root: Element) -> str | None:
    """In the language that is for everybody, else in the first."""
    items = tree.items(tree.found(root, "dc:description"))
    texts = {item.get(_LANGUAGE, ""): (item.text or "").strip() for item in items}
    return texts.get("x-default") or next((text for text in texts.values() if text), None)
