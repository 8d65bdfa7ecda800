"""Finds the XMP that a picture carries in itself."""

import mmap
from pathlib import Path

from shared.xmp.tree import LARGEST

_BEGIN, _END = b"<x:xmpmeta", b"</x:xmpmeta>"
DEEP = 256 << 20  # bytes of a file that are looked through


def embedded(file: Path) -> bytes | None:
    """The first packet in a file; None where it has none, or only one that no honest program writes.

    A packet stands in the file as it is, in JPEG, TIFF, HEIC, WebP and in most PNG.
    """
    with file.open("rb") as opened:
        try:
            held = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:  # an empty file
            return None
        with held:
            begin = held.find(_BEGIN, 0, DEEP)
            end = held.find(_END, begin, begin + LARGEST) if begin >= 0 else -1
            return held[begin : end + len(_END)] if end >= 0 else None
