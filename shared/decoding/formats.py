"""What a file is, told from its first bytes and never from its name."""

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from shared.decoding import mpeg, tiff
from shared.domain import MediaKind

HEAD = 4096


@dataclass(frozen=True)
class Format:
    """Kind and MIME type; `family` is what the code that opens it goes by."""

    kind: MediaKind
    mime: str
    family: str


def _image(subtype: str, family: str | None = None) -> Format:
    return Format(MediaKind.IMAGE, f"image/{subtype}", family or subtype)


def _video(subtype: str, family: str = "video") -> Format:
    return Format(MediaKind.VIDEO, f"video/{subtype}", family)


def _audio(subtype: str) -> Format:
    return Format(MediaKind.AUDIO, f"audio/{subtype}", "audio")


def _other(mime: str) -> Format:
    return Format(MediaKind.OTHER, mime, "other")


UNKNOWN = _other("application/octet-stream")

MAGIC: tuple[tuple[int, bytes, Format], ...] = (
    (0, b"\xff\xd8\xff", _image("jpeg")),
    (0, b"\x89PNG\r\n\x1a\n", _image("png")),
    (0, b"GIF87a", _image("gif")),
    (0, b"GIF89a", _image("gif")),
    (0, b"FUJIFILMCCD-RAW", _image("x-fujifilm-raf", "raw")),
    (0, b"IIRO", _image("x-olympus-orf", "raw")),
    (0, b"IIRS", _image("x-olympus-orf", "raw")),
    (0, b"MMOR", _image("x-olympus-orf", "raw")),
    (0, b"IIU\x00", _image("x-panasonic-rw2", "raw")),
    (0, b"\x00MRM", _image("x-minolta-mrw", "raw")),
    (0, b"FOVb", _image("x-sigma-x3f", "raw")),
    (6, b"HEAPCCDR", _image("x-canon-crw", "raw")),
    (0, b"\x00\x00\x01\xba", _video("mpeg")),
    (0, b"\x00\x00\x01\xb3", _video("mpeg")),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _video("x-ms-asf")),
    (0, b"FLV\x01", _video("x-flv")),
    (0, b"\x06\x0e\x2b\x34\x02\x05\x01\x01", _video("mxf")),
    (0, b"\x1f\x07\x00", _video("dv")),
    (0, b"OggS", _audio("ogg")),
    (0, b"fLaC", _audio("flac")),
    (0, b"ID3", _audio("mpeg")),
    (0, b"#!AMR", _audio("amr")),
    (0, b"%PDF", _other("application/pdf")),
    (0, b"PK\x03\x04", _other("application/zip")),
    (0, b"8BPS", _other("image/vnd.adobe.photoshop")),
    (0, b"AT&TFORM", _other("image/vnd.djvu")),
    (0, b"%!PS", _other("application/postscript")),
    (0, b"\x1f\x8b", _other("application/gzip")),
)

RIFF = {b"WEBP": _image("webp"), b"AVI ": _video("x-msvideo", "avi"), b"WAVE": _audio("wav")}
FORM = {b"AIFF": _audio("aiff"), b"AIFC": _audio("aiff")}
BRANDS: dict[bytes, Format] = {
    b"avif": _image("avif"),
    b"avis": _image("avif"),
    b"crx ": _image("x-canon-cr3", "raw"),
    b"qt  ": _video("quicktime", "iso"),
    b"M4A ": Format(MediaKind.AUDIO, "audio/mp4", "iso"),
    b"M4B ": Format(MediaKind.AUDIO, "audio/mp4", "iso"),
    **dict.fromkeys(
        (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), _image("heic", "heif")
    ),
}
BOXES = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}


def sniff(path: Path) -> Format:
    """The format of the file at `path`; `UNKNOWN` where its bytes say nothing."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        return _magic(head) or _container(head) or _tiff(head, file) or _stream(head) or _text(head)


def _magic(head: bytes) -> Format | None:
    found = (form for offset, magic, form in MAGIC if head.startswith(magic, offset))
    return next(found, None)


def _container(head: bytes) -> Format | None:
    if head.startswith(b"RIFF"):
        return RIFF.get(head[8:12])
    if head.startswith(b"FORM"):
        return FORM.get(head[8:12])
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _video("webm") if b"webm" in head[:64] else _video("x-matroska")
    if head[4:8] == b"ftyp":
        return _branded(head)
    return _video("quicktime", "iso") if head[4:8] in BOXES else None


def _branded(head: bytes) -> Format:
    """An ISO base media file; a generic major brand defers to the compatible ones."""
    size = min(int.from_bytes(head[:4], "big"), 256)
    compatible = [head[at : at + 4] for at in range(16, size, 4)]
    if head[8:12] in {b"mif1", b"msf1"} and {b"avif", b"avis"} & set(compatible):
        return BRANDS[b"avif"]
    if head[8:11] in {b"3gp", b"3g2"}:
        return _video("3gpp", "iso")
    return BRANDS.get(head[8:12], _video("mp4", "iso"))


def _tiff(head: bytes, file: BinaryIO) -> Format | None:
    if head[:4] not in tiff.MAGIC:
        return _bmp(head)
    if head[8:10] == b"CR":
        return _image("x-canon-cr2", "raw")
    raw = tiff.raw(file)
    return _image(raw, "raw") if raw else _image("tiff")


def _bmp(head: bytes) -> Format | None:
    header = int.from_bytes(head[14:18], "little")
    return _image("bmp") if head.startswith(b"BM") and header in {12, 40, 52, 56, 64, 108, 124} else None


def _stream(head: bytes) -> Format | None:
    if mpeg.transport(head):
        return _video("mp2t")
    sound = mpeg.sound(head)
    return _audio(sound) if sound else None


def _text(head: bytes) -> Format:
    """Text by its first words; these are never handed to a decoder."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if b"<svg" in start:
        return _other("image/svg+xml")
    if start.startswith((b"<!doctype html", b"<html", b"<script")):
        return _other("text/html")
    if start.startswith(b"#extm3u"):
        return _other("application/vnd.apple.mpegurl")
    return _other("text/plain") if start and _readable(head) else UNKNOWN


def _readable(head: bytes) -> bool:
    """Whether it is UTF-8 (cut anywhere) with hardly a control character."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return sum(char < " " and char not in "\t\r\n\f" for char in text) < max(1, len(text) // 50)
