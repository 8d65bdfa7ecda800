"""Named regions in XMP: those of the Metadata Working Group, and Microsoft's."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from shared.domain import Box
from shared.xmp.boxes import cut, turned, upright
from shared.xmp.tree import field, found, inner, items

KINDS: dict[str, Literal["person", "pet"]] = {"face": "person", "pet": "pet", "": "person"}
MOST = 500  # regions of one picture


@dataclass(frozen=True)
class Stored:
    """The picture as it is stored: pixels before it is turned upright, and its orientation."""

    width: int | None
    height: int | None
    orientation: int | None

    @classmethod
    def of(cls, width: int | None, height: int | None, orientation: int | None) -> "Stored":
        """From the size of the upright picture."""
        return cls(height, width, orientation) if turned(orientation) else cls(width, height, orientation)


@dataclass(frozen=True)
class Named:
    """Who is in a part of the upright picture."""

    name: str
    kind: Literal["person", "pet"]
    box: Box


def read(root: Element, picture: Stored) -> list[Named]:
    """Every named region, on the upright picture; what makes no sense is left out."""
    named: dict[tuple[str, tuple[float, ...]], Named] = {}
    for one in [*_mwg(root, picture), *_microsoft(root, picture)]:
        key = one.name.casefold(), tuple(round(edge, 2) for edge in vars(one.box).values())
        named.setdefault(key, one)
    return list(named.values())[:MOST]


def area(item: Element) -> Box | None:
    """Where a region of the Metadata Working Group lies in the picture that it was drawn on."""
    held = inner(item, "mwg-rs:Area")
    if held is None or field(held, "stArea:unit") not in {"normalized", ""}:
        return None
    x, y, w, h = (_number(field(held, f"stArea:{edge}")) for edge in "xywh")
    if x is None or y is None:
        return None
    if w is None or h is None:  # a circle has its diameter alone
        diameter = _number(field(held, "stArea:d"))
        if not diameter:
            return None
        w = h = diameter
    return cut(Box(x - w / 2, y - h / 2, w, h))


def _mwg(root: Element, picture: Stored) -> Iterator[Named]:
    held = found(root, "mwg-rs:Regions")
    if held is None:
        return
    orientation = drawn_on(held, picture)
    for item in items(inner(held, "mwg-rs:RegionList")):
        kind = KINDS.get(field(item, "mwg-rs:Type").casefold())
        box, name = area(item), field(item, "mwg-rs:Name")
        if kind and name and box:
            yield Named(name, kind, upright(box, orientation))


def drawn_on(held: Element, picture: Stored) -> int | None:
    """The orientation that the regions are to be turned by.

    They are relative to the stored picture; where the size that they were applied to is that of the
    upright one, a program has drawn them on that.
    """
    applied = inner(held, "mwg-rs:AppliedToDimensions")
    if applied is None or not turned(picture.orientation) or not picture.width or not picture.height:
        return picture.orientation
    width, height = (_number(field(applied, f"stDim:{edge}")) for edge in "wh")
    if not width or not height or width == height or picture.width == picture.height:
        return picture.orientation
    return picture.orientation if (width > height) == (picture.width > picture.height) else 1


def _microsoft(root: Element, picture: Stored) -> Iterator[Named]:
    held = found(root, "MP:RegionInfo")
    if held is None:
        return
    for item in items(inner(held, "MPRI:Regions")):
        edges = [_number(edge) for edge in field(item, "MPReg:Rectangle").split(",")]
        name = field(item, "MPReg:PersonDisplayName")
        if name and len(edges) == 4 and None not in edges:
            box = cut(Box(*(edge for edge in edges if edge is not None)))
            if box:
                yield Named(name, "person", upright(box, picture.orientation))


def _number(text: str) -> float | None:
    try:
        number = float(text.strip()[:40])
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e6 else None
