"""What a picture says of itself: descriptions in its XMP, IPTC and EXIF, without what cameras write."""

import re
from collections.abc import Iterator, Mapping

from shared.decoding.facts import LONG, Facts
from shared.errors import UnreadableMedia
from shared.text import clean, words
from shared.xmp import tree
from shared.xmp.words import read as read_words

BEGIN = 1 << 20  # bytes of a file in which they are looked for
_PACKET = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)
_EXIF = {"exifread": ("Image ImageDescription",), "exiftool": ("IFD0:ImageDescription",)}
_CREDITS = {
    "exifread": ("Image Copyright", "Image Artist"),
    "exiftool": ("IFD0:Copyright", "IFD0:Artist"),
}
# What firmware puts where a description belongs, as it stands in public collections of photos and in the
# lists of other programs: the maker's name and the kind of thing, formats, paths on the card.
_MAKERS = (
    "acer|agfa|aiptek|benq|canon|casio|concord|epson|fujifilm|genius|hp|jenoptik|kodak|konica|konica minolta|"
    "kyocera|leica|medion|minolta|nikon|olympus|panasonic|pentax|polaroid|praktica|ricoh|rollei|samsung|sanyo|"
    "sigma|sony|toshiba|vivitar|yakumo"
)
_OF_CAMERAS = re.compile(
    rf"(?:(?:{_MAKERS})\W+)?(?:digital (?:still )?camera|digital photo|dsc|digicam|cyber-?shot)"
    r"|<.*(?:samsung|digimax|kenox).*>"
    r"|exif[ _]?jpeg(?:[ _]\w+)*|jpeg(?: image)?|dcf [\d.]+|my beautiful picture|default|untitled"
    r"|binary comment|applemark|imagedescription|lead technologies inc\..*|created by .*|dcim[\\/].*",
    re.IGNORECASE,
)
_CODES = re.compile(r"[a-z_]{2,12}(?: ?; ?[a-z_]{2,12})*")  # of the mode: `oznor`, `edf ; rhdr`
_CODERS = ("huawei", "honor")


def descriptions(begin: bytes, facts: Facts) -> dict[str, str]:
    """What the begin of a file and its facts say in words, by source; the same words are given once."""
    found: dict[str, str] = {}
    for source, text in (("xmp", _xmp(begin)), ("iptc", _iptc(begin)), ("exif", _exif(facts.tags))):
        told = clean(text, LONG).strip()
        known = {tuple(words(other)) for other in found.values()}
        if telling(told, facts) and tuple(words(told)) not in known:
            found[source] = told
    return found


def telling(text: str, facts: Facts) -> bool:
    """Whether somebody may have written this, rather than a camera or program."""
    said = words(text)
    if not said or _OF_CAMERAS.fullmatch(text.strip()):
        return False
    if (facts.make or "").casefold() in _CODERS and _CODES.fullmatch(text.strip()):
        return False
    names = (facts.make, facts.model, f"{facts.make} {facts.model}", facts.software, *_credits(facts.tags))
    return said not in [words(name) for name in names if name]


def _xmp(begin: bytes) -> str:
    packet = _PACKET.search(begin)
    try:
        return (read_words(tree.parsed(packet.group())).description if packet else None) or ""
    except UnreadableMedia:
        return ""


def _exif(tags: Mapping[str, Mapping[str, object]]) -> str:
    return next(_texts(tags, _EXIF), "")


def _credits(tags: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    return _texts(tags, _CREDITS)


def _texts(tags: Mapping[str, Mapping[str, object]], names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for reader, fields in names.items():
        yield from (str(tags[reader][name]) for name in fields if tags.get(reader, {}).get(name))


def _iptc(begin: bytes) -> str:
    """The caption (2:120) of IPTC-IIM in a Photoshop resource, in UTF-8 where that can be, else Latin-1."""
    start = begin.find(b"8BIM\x04\x04")
    if start < 0:
        return ""
    at = start + 6
    at += (begin[at : at + 1] or b"\0")[0] + 1
    at += at - start & 1  # names are padded to an even length
    size = int.from_bytes(begin[at : at + 4])
    for number, value in _datasets(begin[at + 4 : at + 4 + size]):
        if number == (2, 120):
            try:
                return value.decode("utf-8")
            except UnicodeDecodeError:
                return value.decode("latin-1")
    return ""


def _datasets(held: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Record and number of each, and its bytes; what is longer than 32 KiB ends it."""
    at = 0
    while at + 5 <= len(held) and held[at] == 0x1C and held[at + 3] < 0x80:
        size = int.from_bytes(held[at + 3 : at + 5])
        yield (held[at + 1], held[at + 2]), held[at + 5 : at + 5 + size]
        at += 5 + size
