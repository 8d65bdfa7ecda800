"""A file that is still being copied is told from a finished one (RELIABILITY §1 row 13)."""

import struct

import pytest

from shared.decoding import complete
from tests import samples


def box(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body


MP4 = box(b"ftyp", b"isom" + bytes(4)) + box(b"moov", bytes(100)) + box(b"mdat", bytes(3000))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("make", [samples.photo, samples.png])
def test_a_picture_without_its_end_is_incomplete(tmp_path, make, share):
    whole = make(tmp_path / "whole")
    part = tmp_path / "part"
    part.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    assert complete(whole)
    assert not complete(part)


def test_the_end_of_an_embedded_thumbnail_is_not_the_end_of_the_photo(tmp_path):
    tags = samples.exif()
    photo = samples.jpeg(tmp_path / "a.jpg", tags=tags).read_bytes()
    thumbnail = samples.jpeg(tmp_path / "b.jpg", size=(40, 30)).read_bytes()
    segment = b"\xff\xe1" + struct.pack(">H", len(thumbnail) + 2) + thumbnail
    (tmp_path / "c.jpg").write_bytes(photo[:2] + segment + photo[2:-200])
    assert not complete(tmp_path / "c.jpg")


def test_what_a_phone_appends_behind_a_photo_does_no_harm(tmp_path):
    motion = samples.photo(tmp_path / "a.jpg")
    motion.write_bytes(motion.read_bytes() + MP4)
    assert complete(motion)


@pytest.mark.parametrize("missing", [1, 500, 3000, 3050])
def test_a_video_whose_boxes_end_behind_the_file_is_incomplete(tmp_path, missing):
    (tmp_path / "whole.mp4").write_bytes(MP4)
    (tmp_path / "part.mp4").write_bytes(MP4[:-missing])
    assert complete(tmp_path / "whole.mp4")
    assert not complete(tmp_path / "part.mp4")


def test_a_video_without_its_index_is_incomplete(tmp_path):
    (tmp_path / "a.mp4").write_bytes(box(b"ftyp", b"isom" + bytes(4)) + box(b"mdat", bytes(3000)))
    assert not complete(tmp_path / "a.mp4")


def test_a_half_copied_webp_is_incomplete(tmp_path):
    samples.scene().save(tmp_path / "a.webp")
    content = (tmp_path / "a.webp").read_bytes()
    (tmp_path / "b.webp").write_bytes(content[: len(content) // 2])
    assert complete(tmp_path / "a.webp")
    assert not complete(tmp_path / "b.webp")


@pytest.mark.parametrize("content", [b"", b"hello", bytes(4096), b"GIF89a"])
def test_formats_that_do_not_tell_are_complete(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    assert complete(tmp_path / "a")


def test_an_end_marker_across_two_chunks_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("shared.decoding.completeness.CHUNK", 4)
    scan = b"\xff\xd8\xff\xda\x00\x02abcdefg\xff\xd9"
    for appended in range(6):
        (tmp_path / "a.jpg").write_bytes(scan + b"x" * appended)
        assert complete(tmp_path / "a.jpg")
    (tmp_path / "a.jpg").write_bytes(scan[:-1])
    assert not complete(tmp_path / "a.jpg")
