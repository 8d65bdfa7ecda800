"""Whether a file has its end: a cheap look that tells a finished copy from one under way."""

from pathlib import Path
from typing import BinaryIO

from shared.decoding.formats import sniff

ENTROPY = b"\xff\xda"  # start of scan: the compressed picture begins
END_OF_IMAGE = b"\xff\xd9"
CHUNK = 1 << 20


def complete(path: Path) -> bool:
    """False where the content announces more bytes than there are; true for formats that do not tell."""
    check = CHECKS.get(sniff(path).family)
    if check is None:
        return True
    with path.open("rb") as file:
        return check(file, path.stat().st_size)


def _jpeg(file: BinaryIO, size: int) -> bool:
    """An end marker after the start of the picture: one inside the EXIF thumbnail does not count.

    Read, not mapped: a mapped file that somebody cuts short ends the process.
    """
    at = 2
    while at + 4 <= size:
        file.seek(at)
        header = file.read(4)
        if header[:1] != b"\xff":
            return False
        if header[:2] in {ENTROPY, END_OF_IMAGE}:
            return header[:2] == END_OF_IMAGE or _ends(file, at, size)
        at += 1 if header[1:2] == b"\xff" else 2 + int.from_bytes(header[2:], "big")
    return False


def _ends(file: BinaryIO, start: int, size: int) -> bool:
    """Whether an end marker stands between `start` and the end, looked for from the end."""
    while size > start:
        begin = max(start, size - CHUNK)
        file.seek(begin)
        if END_OF_IMAGE in file.read(size - begin):
            return True
        size = begin + 1 if begin > start else start  # a marker may lie across two chunks
    return False


def _png(file: BinaryIO, size: int) -> bool:
    file.seek(max(0, size - 12))
    if file.read(8).endswith(b"IEND"):
        return True
    at = 8
    while at + 12 <= size:
        file.seek(at)
        header = file.read(8)
        if header[4:] == b"IEND":
            return True
        at += 12 + int.from_bytes(header[:4], "big")
    return False


def _boxes(file: BinaryIO, size: int) -> bool:
    """Every top-level box of an ISO base media file ends inside the file, and one tells what is in it."""
    at, told = 0, False
    while at + 8 <= size:
        file.seek(at)
        header = file.read(16)
        length, name = int.from_bytes(header[:4], "big"), header[4:8]
        told |= name in {b"moov", b"meta", b"moof"}
        if length == 0:
            return True
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        if length < 8 or not name.strip(b"\0").isascii():
            return told
        at += length
    return told and at <= size


def _riff(file: BinaryIO, size: int) -> bool:
    file.seek(4)
    announced = int.from_bytes(file.read(4), "little")
    return announced in {0, 0xFFFFFFFF} or announced + 8 <= size + 1


CHECKS = {
    "jpeg": _jpeg,
    "png": _png,
    "iso": _boxes,
    "heif": _boxes,
    "avif": _boxes,
    "webp": _riff,
    "avi": _riff,
}
