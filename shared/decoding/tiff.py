"""Tells a RAW photo from a TIFF: most RAW formats are TIFF files with a sensor's pattern inside.

Tags: TIFF 6.0 and TIFF/EP; DNGVersion and LinearRaw from Adobe's DNG specification.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

MAGIC = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
MAKE, SUB_IFDS, PHOTOMETRIC, DNG_VERSION = 0x010F, 0x014A, 0x0106, 0xC612
COLOUR_FILTER_ARRAY, LINEAR_RAW = 32803, 34892
MAKERS = {
    b"nikon": "x-nikon-nef",
    b"sony": "x-sony-arw",
    b"pentax": "x-pentax-pef",
    b"samsung": "x-samsung-srw",
    b"hasselblad": "x-hasselblad-3fr",
    b"phase one": "x-phaseone-iiq",
    b"leaf": "x-leaf-mos",
    b"kodak": "x-kodak-dcr",
}


def raw(file: BinaryIO) -> str | None:
    """The MIME subtype of the RAW format in `file`; None for a TIFF picture."""
    file.seek(0)
    header = file.read(16)
    if len(header) < 8:
        return None
    if header[8:12] in {b"IIII", b"MMMM"}:
        return "x-phaseone-iiq"
    if header[2:4] not in {b"*\x00", b"\x00*"}:
        return None
    order = "<" if header[:2] == b"II" else ">"
    first = _entries(file, order, struct.unpack(f"{order}I", header[4:8])[0])
    if DNG_VERSION in first:
        return "x-adobe-dng"
    directories = [first, *(_entries(file, order, at) for at in _below(file, order, first))]
    pattern = {_photometric(entries, order) for entries in directories if PHOTOMETRIC in entries}
    if not pattern & {COLOUR_FILTER_ARRAY, LINEAR_RAW}:
        return None
    make = _value(file, order, first.get(MAKE)).lower()
    return next((subtype for maker, subtype in MAKERS.items() if make.startswith(maker)), "x-raw")


Entry = tuple[int, int, bytes]


def _entries(file: BinaryIO, order: str, offset: int) -> dict[int, Entry]:
    """Type, count and value field of each tag in the directory at `offset`; as far as they go."""
    file.seek(offset)
    count = file.read(2)
    if len(count) < 2:
        return {}
    table = file.read(12 * struct.unpack(f"{order}H", count)[0])
    return dict(_rows(table[: len(table) // 12 * 12], order))


def _rows(table: bytes, order: str) -> Iterator[tuple[int, Entry]]:
    for tag, kind, count, value in struct.iter_unpack(f"{order}HHI4s", table):
        yield tag, (kind, count, value)


def _below(file: BinaryIO, order: str, entries: dict[int, Entry]) -> list[int]:
    """Offsets of the first eight sub-directories."""
    if SUB_IFDS not in entries:
        return []
    value = _value(file, order, entries[SUB_IFDS], size=4)[:32]
    return [at for (at,) in struct.iter_unpack(f"{order}I", value[: len(value) // 4 * 4])]


def _value(file: BinaryIO, order: str, entry: Entry | None, size: int = 1) -> bytes:
    if entry is None:
        return b""
    _, count, value = entry
    if count * size <= 4:
        return value[: count * size]
    file.seek(struct.unpack(f"{order}I", value)[0])
    return file.read(min(count * size, 256))


def _photometric(entries: dict[int, Entry], order: str) -> int:
    return int(struct.unpack(f"{order}H", entries[PHOTOMETRIC][2][:2])[0])
