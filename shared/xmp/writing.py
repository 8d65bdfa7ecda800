"""Puts into an XMP tree what people said of a picture, and leaves there what others wrote."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from shared.comparison import overlap
from shared.domain import Box
from shared.xmp import tree
from shared.xmp.boxes import stored
from shared.xmp.regions import Named, Stored, area, drawn_on
from shared.xmp.tree import name

SAME = 0.5  # share of two boxes around the same face


@dataclass(frozen=True)
class Said:
    """What people said of a picture; None and nothing where they said nothing."""

    regions: tuple[Named, ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    rating: int | None = None
    description: str | None = None
    taken_at: datetime | None = None
    position: tuple[float, float] | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to write."""
        return self != Said()

    def plain(self) -> dict[str, Any]:
        """What has to be remembered, to take it out again: lists alone, for the rest is replaced."""
        boxes = [{"name": one.name, "box": list(vars(one.box).values())} for one in self.regions]
        simple = [key for key in ("rating", "description", "taken_at", "position") if getattr(self, key)]
        return {"regions": boxes, "people": list(self.people), "tags": list(self.tags), "simple": simple}


@dataclass(frozen=True)
class Written:
    """What this program wrote before, in the shape of `Said.plain`."""

    regions: tuple[tuple[str, Box], ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    simple: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Written":
        """From what was remembered."""
        boxes = tuple((one["name"], Box(*one["box"])) for one in plain.get("regions", ()))
        return cls(boxes, *(tuple(plain.get(key, ())) for key in ("people", "tags", "simple")))


def apply(root: Element, said: Said, before: Written, picture: Stored) -> dict[str, Any]:
    """Let the tree say what people said; what this program wrote and they took back is taken out.

    Return what is to be remembered of it, for `Written.of`.  Another program's description stays.
    """
    if tree.found(root, "dc:description") is not None and "description" not in before.simple:
        said = replace(said, description=None)
    _regions(root, said.regions, before.regions, picture)
    _bag(root, "dc:subject", said.tags, before.tags)
    _bag(root, "Iptc4xmpExt:PersonInImage", said.people, before.people)
    _simple(root, {"xmp:Rating": said.rating}, "rating", before)
    taken = said.taken_at.isoformat(timespec="seconds") if said.taken_at else None
    _simple(root, {"exif:DateTimeOriginal": taken, "photoshop:DateCreated": taken}, "taken_at", before)
    latitude, longitude = said.position or (None, None)
    degrees = {
        "exif:GPSLatitude": _degrees(latitude, "NS"),
        "exif:GPSLongitude": _degrees(longitude, "EW"),
    }
    _simple(root, degrees, "position", before)
    _description(root, said.description, before)
    return said.plain()


def _regions(
    root: Element, wanted: Sequence[Named], before: Iterable[tuple[str, Box]], picture: Stored
) -> None:
    held = tree.found(root, "mwg-rs:Regions")
    if held is None and not wanted:
        return
    orientation = picture.orientation if held is None else drawn_on(held, picture)
    here = [(one, stored(one.box, orientation)) for one in wanted]
    ours = [(one.name, box) for one, box in here]
    ours += [(text, stored(box, orientation)) for text, box in before]
    listed = None if held is None else tree.inner(held, "mwg-rs:RegionList")
    kept = [item for item in tree.items(listed) if not _ours(item, ours)]
    if kept or here:
        _list_regions(root, kept, here, _size(held if kept else None, picture))
    else:
        _remove(root, "mwg-rs:Regions")


def _size(held: Element | None, picture: Stored) -> Element:
    """What the regions are relative to: as it stands there beside those of others, else the picture."""
    known = None if held is None else tree.inner(held, "mwg-rs:AppliedToDimensions")
    if known is not None:
        return known
    size = Element(name("mwg-rs:AppliedToDimensions"), _STRUCT)
    for key, text in (("w", picture.width), ("h", picture.height), ("unit", "pixel")):
        SubElement(size, name(f"stDim:{key}")).text = str(text or 0)
    return size


def _list_regions(
    root: Element, kept: Iterable[Element], here: Iterable[tuple[Named, Box]], size: Element
) -> None:
    fresh = _anew(root, "mwg-rs:Regions")
    fresh.attrib.update(_STRUCT)
    fresh.append(size)
    bag = SubElement(SubElement(fresh, name("mwg-rs:RegionList")), name("rdf:Bag"))
    bag.extend(kept)
    for one, box in here:
        _add_region(bag, one, box)


def _ours(item: Element, ours: Iterable[tuple[str, Box]]) -> bool:
    """Whether a region that stands there is one of these, or one around the same face that has no name."""
    box, text = area(item), tree.field(item, "mwg-rs:Name")
    if box is None or tree.field(item, "mwg-rs:Type").casefold() not in {"face", "pet", ""}:
        return False
    near = (overlap(box, other) for named, other in ours if not text or named.casefold() == text.casefold())
    return max(near, default=0.0) >= SAME


def _add_region(bag: Element, one: Named, box: Box) -> None:
    item = SubElement(bag, name("rdf:li"), _STRUCT)
    SubElement(item, name("mwg-rs:Name")).text = one.name
    SubElement(item, name("mwg-rs:Type")).text = "Pet" if one.kind == "pet" else "Face"
    place = SubElement(item, name("mwg-rs:Area"), _STRUCT)
    edges = (box.left + box.width / 2, box.top + box.height / 2, box.width, box.height)
    for key, edge in zip("xywh", edges, strict=True):
        SubElement(place, name(f"stArea:{key}")).text = f"{edge:.6f}"
    SubElement(place, name("stArea:unit")).text = "normalized"


def _bag(root: Element, short: str, wanted: Sequence[str], before: Sequence[str]) -> None:
    """Let a list hold what is wanted besides what others put there."""
    there = [(item.text or "").strip() for item in tree.items(tree.found(root, short))]
    kept = [text for text in there if text and text not in before]
    texts = list(dict.fromkeys([*kept, *wanted]))
    if not texts:
        _remove(root, short)
    elif texts != there:
        bag = SubElement(_anew(root, short), name("rdf:Bag"))
        for text in texts:
            SubElement(bag, name("rdf:li")).text = text


def _simple(root: Element, wanted: Mapping[str, str | int | None], key: str, before: Written) -> None:
    for short, text in wanted.items():
        if text is not None:
            _anew(root, short).text = str(text)
        elif key in before.simple:
            _remove(root, short)


def _description(root: Element, text: str | None, before: Written) -> None:
    """Write the text for every language."""
    if text:
        each = SubElement(_anew(root, "dc:description"), name("rdf:Alt"))
        SubElement(each, name("rdf:li"), {name("xml:lang"): "x-default"}).text = text
    elif "description" in before.simple:
        _remove(root, "dc:description")


def _anew(root: Element, short: str) -> Element:
    """The property without content: where it stands already, else behind the others."""
    held = tree.found(root, short)
    if held is None:
        _remove(root, short)  # it may be an attribute
        return SubElement(_home(root), name(short))
    tail = held.tail
    held.clear()
    held.tail = tail
    return held


def _remove(root: Element, short: str) -> None:
    full = name(short)
    for held in tree.descriptions(root):
        held.attrib.pop(full, None)
        for one in held.findall(full):
            held.remove(one)


def _home(root: Element) -> Element:
    """Where new properties go."""
    for held in tree.descriptions(root):
        return held
    rdf = root.find(name("rdf:RDF"))
    assert rdf is not None
    return SubElement(rdf, name("rdf:Description"), {name("rdf:about"): ""})


def _degrees(angle: float | None, signs: str) -> str | None:
    """As XMP writes it: degrees, minutes with their fraction, and the direction."""
    if angle is None:
        return None
    minutes = round(abs(angle) * 60, 6)
    return f"{int(minutes // 60)},{minutes % 60:.6f}{signs[angle < 0]}"


_STRUCT = {name("rdf:parseType"): "Resource"}
