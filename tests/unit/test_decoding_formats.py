"""A file's type comes from its content, never from its name (F-types of the checklist's H9)."""

import struct

import pytest

from shared.decoding.formats import sniff
from shared.domain import MediaKind
from tests import samples


def written(tmp_path, content: bytes, name: str = "file.jpg"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def ftyp(brand: bytes, *compatible: bytes) -> bytes:
    body = brand + bytes(4) + b"".join(compatible)
    return struct.pack(">I", len(body) + 8) + b"ftyp" + body + bytes(64)


def directory(*entries: tuple[int, int, int, int]) -> bytes:
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\x00" + struct.pack("<IH", 8, len(entries)) + rows + bytes(4)


MPEG_FRAME = b"\xff\xfb\x90\x00" + bytes(413)
AAC_FRAME = bytes([0xFF, 0xF1, 0x50, 0x80, 0x02, 0x00, 0xFC]) + bytes(9)

RECOGNISED = {
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/gif": b"GIF89a",
    "image/webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "image/tiff": directory((0x0106, 3, 1, 2)),
    "image/bmp": b"BM" + bytes(12) + b"\x28\0\0\0",
    "image/heic": ftyp(b"heic", b"mif1"),
    "image/avif": ftyp(b"mif1", b"avif", b"miaf"),
    "image/x-canon-cr3": ftyp(b"crx "),
    "image/x-canon-cr2": b"II*\x00\x10\0\0\0CR\x02\x00",
    "image/x-adobe-dng": directory((0xC612, 1, 4, 1)),
    "image/x-raw": directory((0x0106, 3, 1, 32803)),
    "image/x-olympus-orf": b"IIRO",
    "image/x-panasonic-rw2": b"IIU\x00",
    "image/x-fujifilm-raf": b"FUJIFILMCCD-RAW 0201",
    "video/mp4": ftyp(b"isom", b"avc1"),
    "video/quicktime": ftyp(b"qt  "),
    "video/3gpp": ftyp(b"3gp4"),
    "audio/mp4": ftyp(b"M4A "),
    "video/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm",
    "video/x-matroska": b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska",
    "video/x-msvideo": b"RIFF\x00\x00\x00\x00AVI LIST",
    "video/mpeg": b"\x00\x00\x01\xba",
    "video/mp2t": (b"\x47" + bytes(187)) * 6,
    "audio/wav": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "audio/flac": b"fLaC",
    "audio/ogg": b"OggS",
    "audio/amr": b"#!AMR\n",
    "audio/aiff": b"FORM\x00\x00\x00\x00AIFF",
    "audio/mpeg": MPEG_FRAME * 2,
    "audio/aac": AAC_FRAME * 2,
}


@pytest.mark.parametrize(("mime", "content"), RECOGNISED.items(), ids=RECOGNISED)
def test_content_tells_the_type_whatever_the_name(tmp_path, mime, content):
    form = sniff(written(tmp_path, content, "holiday.txt"))
    assert (form.mime, form.kind.value) == (mime, mime.partition("/")[0])


REFUSED = {
    "a playlist": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "application/vnd.apple.mpegurl"),
    "a concat script": (b"ffconcat version 1.0\nfile secret.txt\n", "text/plain"),
    "a drawing": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
    "a page": (b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
    "ImageMagick's script": (b"push graphic-context\nimage over 0,0 0,0 'x'\n", "text/plain"),
    "DjVu": (b"AT&TFORM\x00\x00\x00\x00DJVU", "image/vnd.djvu"),
    "PostScript": (b"%!PS-Adobe-3.0", "application/postscript"),
    "zeros": (bytes(4096), "application/octet-stream"),
    "one byte": (b"\xff", "application/octet-stream"),
    "nothing": (b"", "application/octet-stream"),
    "a broken TIFF header": (b"II*\x00", "image/tiff"),
}


@pytest.mark.parametrize(("content", "mime"), REFUSED.values(), ids=REFUSED)
def test_a_disguise_is_told_by_its_content(tmp_path, content, mime):
    form = sniff(written(tmp_path, content, "holiday.mp4"))
    assert form.mime == mime
    assert (form.kind is MediaKind.OTHER) == (mime != "image/tiff")


def test_real_files_are_recognised(tmp_path):
    assert sniff(samples.photo(tmp_path / "a.png")).mime == "image/jpeg"
    assert sniff(samples.png(tmp_path / "a.jpg")).mime == "image/png"
    assert sniff(samples.wav(tmp_path / "a.jpg")).mime == "audio/wav"


def test_a_maker_names_its_raw_format(tmp_path):
    make = directory((0x010F, 2, 18, 100), (0x0106, 3, 1, 32803)).ljust(100, b"\0") + b"NIKON CORPORATION\0"
    assert sniff(written(tmp_path, make)).mime == "image/x-nikon-nef"
