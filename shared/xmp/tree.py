"""XMP as a tree: parsed from bytes that nobody vouches for, and written with all that was in it."""

import re
from typing import Any
from xml.etree import ElementTree as Xml  # every document type is refused below, and with it every entity

from shared.errors import UnreadableMedia

LARGEST = 4 << 20  # bytes
DEEPEST = 64  # elements within each other
MOST = 50_000  # elements

NAMES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "stArea": "http://ns.adobe.com/xmp/sType/Area#",
    "stDim": "http://ns.adobe.com/xap/1.0/sType/Dimensions#",
    "MP": "http://ns.microsoft.com/photo/1.2/",
    "MPRI": "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
    "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "crs": "http://ns.adobe.com/camera-raw-settings/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "acdsee-rs": "http://ns.acdsee.com/regions/",
}
for _prefix, _uri in NAMES.items():
    Xml.register_namespace(_prefix, _uri)
_GENERATED = re.compile(r"ns\d+$")
_PACKET = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_END = '\n<?xpacket end="w"?>\n'


class HostileXmp(UnreadableMedia):
    """It is no XMP, or asks for more than any honest one does."""


class _Builder(Xml.TreeBuilder):
    """Builds a tree that is neither deep nor huge, and takes no document type."""

    def __init__(self) -> None:
        super().__init__(insert_comments=True, insert_pis=False)
        self._depth = self._count = 0

    def start(self, tag: Any, attrs: Any) -> Any:
        """Raise `HostileXmp` where this is one element too deep, or too many."""
        self._depth, self._count = self._depth + 1, self._count + 1 + len(attrs)
        if self._depth > DEEPEST or self._count > MOST:
            raise HostileXmp("its XML is too deep or too long")
        return super().start(tag, attrs)

    def end(self, tag: Any) -> Any:
        """Go up one."""
        self._depth -= 1
        return super().end(tag)

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Raise `HostileXmp`: XMP has no document type, and entities come with one alone."""
        raise HostileXmp("its XML has a document type")

    def start_ns(self, prefix: str, uri: str) -> None:
        """Keep the prefixes that the document uses, for its other readers."""
        free = prefix and prefix not in NAMES and not _GENERATED.match(prefix)
        if free and uri and uri not in NAMES.values():
            Xml.register_namespace(prefix, uri)


def name(short: str) -> str:
    """The full name of `prefix:local`."""
    prefix, _, local = short.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


def parsed(given: bytes) -> Xml.Element:
    """The element `rdf:RDF` within `x:xmpmeta`.  Raises `HostileXmp`."""
    if len(given) > LARGEST:
        raise HostileXmp(f"it has more than {LARGEST >> 20} MiB")
    parser = Xml.XMLParser(target=_Builder())  # noqa: S314
    try:
        parser.feed(given.strip(b"\0 \t\r\n"))
        root: Xml.Element = parser.close()
    except (Xml.ParseError, ValueError, LookupError) as error:
        raise HostileXmp(f"it is no XML: {error}") from error
    if root.tag == name("rdf:RDF"):
        wrapped = Xml.Element(name("x:xmpmeta"))
        wrapped.append(root)
        root = wrapped
    if root.find(name("rdf:RDF")) is None:
        raise HostileXmp("it holds no XMP")
    return root


def empty() -> Xml.Element:
    """A document that says nothing yet."""
    root = Xml.Element(name("x:xmpmeta"))
    rdf = Xml.SubElement(root, name("rdf:RDF"))
    Xml.SubElement(rdf, name("rdf:Description"), {name("rdf:about"): ""})
    return root


def written(root: Xml.Element) -> bytes:
    """The document as a packet that may be a file."""
    Xml.indent(root, " ")
    return (_PACKET + Xml.tostring(root, "unicode") + _END).encode()


def descriptions(root: Xml.Element) -> list[Xml.Element]:
    """The elements that carry properties."""
    rdf = root.find(name("rdf:RDF"))
    return [] if rdf is None else rdf.findall(name("rdf:Description"))


def found(root: Xml.Element, short: str) -> Xml.Element | None:
    """The property as an element."""
    full = name(short)
    return next((one for held in descriptions(root) for one in held.findall(full)), None)


def simple(root: Xml.Element, short: str) -> str:
    """The text of a property, written as an element or as an attribute; empty where it is not there."""
    texts = (field(held, short) for held in descriptions(root))
    return next((text for text in texts if text), "")


def field(held: Xml.Element, short: str) -> str:
    """A simple field of a structure, written as an element or as an attribute."""
    full = name(short)
    for place in (held, *held.findall(name("rdf:Description"))):
        if full in place.attrib:
            return place.attrib[full].strip()
        inner = place.find(full)
        if inner is not None:
            return (inner.text or "").strip()
    return ""


def inner(held: Xml.Element, short: str) -> Xml.Element | None:
    """A field of a structure that is a structure or a list itself."""
    full = name(short)
    for place in (held, *held.findall(name("rdf:Description"))):
        if (one := place.find(full)) is not None:
            return one
    return None


def items(held: Xml.Element | None) -> list[Xml.Element]:
    """The items of a list."""
    if held is None:
        return []
    return [
        item for kind in ("Bag", "Seq", "Alt") for each in held.findall(name(f"rdf:{kind}"))
        for item in each.findall(name("rdf:li"))
    ]  # fmt: skip
