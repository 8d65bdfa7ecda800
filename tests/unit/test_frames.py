"""Photos and videos come as upright pictures of the size wanted, the damaged ones too."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shared import frames
from shared.domain import Media, MediaKind
from shared.errors import UnreadableMedia
from tests.unit.films import Film, film

__all__ = ["film"]
SAMPLING = frames.Sampling(interval=2.0, limit=10)
RED_THEN_BLUE = (
    "-f", "lavfi", "-i", "color=red:size=64x48:rate=10:duration=3",
    "-f", "lavfi", "-i", "color=blue:size=64x48:rate=10:duration=3",
    "-filter_complex", "[0][1]concat",
)  # fmt: skip


def test_a_photo_gives_its_preview_and_no_second(tmp_path: Path):
    preview = tmp_path / "preview.jpg"
    Image.new("L", (30, 20)).save(preview)
    media = Media(1, MediaKind.IMAGE, "image/jpeg", tmp_path / "original", preview, tmp_path)
    [(second, image)] = frames.pictures(media, frames.PREVIEW, SAMPLING)
    assert (second, image.mode, image.size) == (None, "RGB", (30, 20))


@pytest.mark.parametrize(
    ("longest", "size"), [(1440, (1440, 960)), (2000, (2000, 1333)), (4000, (3000, 2000))]
)
def test_a_large_photo_is_drawn_again_upright_where_more_than_the_preview_is_wanted(
    tmp_path: Path, longest: int, size: tuple[int, int]
):
    turned = Image.Exif()
    turned[0x0112] = 6
    original, preview = tmp_path / "original.jpg", tmp_path / "preview.jpg"
    Image.new("RGB", (2000, 3000), "red").save(original, exif=turned)
    Image.new("RGB", (1440, 960), "red").save(preview)
    media = Media(1, MediaKind.IMAGE, "image/jpeg", original, preview, tmp_path, width=3000, height=2000)
    [(_, image)] = frames.pictures(media, longest, SAMPLING)
    assert image.size == size


def test_a_photo_that_cannot_be_drawn_again_gives_its_preview(tmp_path: Path):
    preview = tmp_path / "preview.jpg"
    Image.new("RGB", (1440, 960), "red").save(preview)
    (tmp_path / "original").write_bytes(b"gone")
    media = Media(1, MediaKind.IMAGE, "image/jpeg", tmp_path / "original", preview, tmp_path, width=9000)
    [(_, image)] = frames.pictures(media, 4000, SAMPLING)
    assert image.size == (1440, 960)


def test_a_photo_without_a_picture_is_unreadable(tmp_path: Path):
    media = Media(1, MediaKind.IMAGE, "image/jpeg", tmp_path / "original", None, tmp_path)
    with pytest.raises(UnreadableMedia):
        list(frames.pictures(media, frames.PREVIEW, SAMPLING))


def test_a_video_gives_its_scene_changes_and_one_frame_each_interval(film: Film):
    seen = list(frames.pictures(film("cut.mp4", *RED_THEN_BLUE, duration=6), 1440, SAMPLING))
    assert [second for second, _ in seen] == pytest.approx([0, 2, 3, 5], abs=0.11)
    reds = [image.getpixel((9, 9))[0] > 128 for _, image in seen]
    assert reds == [True, True, False, False]


def test_a_long_video_gives_no_more_frames_than_the_limit_spread_over_all_of_it(film: Film):
    source = ("-f", "lavfi", "-i", "testsrc=size=64x48:rate=2:duration=100", "-g", "4")
    seen = list(frames.pictures(film("long.mkv", *source, duration=100), 1440, SAMPLING))
    seconds = [second for second, _ in seen]
    assert len(seconds) <= 10
    assert seconds[0] == 0
    assert seconds[-1] > 80
    assert seconds == sorted(seconds)


def test_a_video_with_few_key_frames_is_still_sampled_in_between(film: Film):
    source = (
        "-f",
        "lavfi",
        "-i",
        "testsrc=size=64x48:rate=2:duration=70",
        "-g",
        "1000",
        "-sc_threshold",
        "0",
    )
    seen = list(frames.pictures(film("sparse.mp4", *source, duration=70), 1440, SAMPLING))
    assert len(seen) >= 5


def test_a_turned_video_gives_upright_frames(film: Film, tmp_path: Path):
    flat = film("flat.mp4", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=2:duration=1")
    turned = film(
        "turned.mp4", "-i", str(flat.original), "-c", "copy", "-metadata:s:v", "rotate=90", duration=1
    )
    [(_, image)] = frames.pictures(turned, 1440, SAMPLING)
    assert image.size == (48, 64)


def test_frames_are_shrunk_to_the_size_wanted_with_square_pixels(film: Film):
    wide = ("-f", "lavfi", "-i", "testsrc=size=360x288:rate=2:duration=1", "-vf", "setsar=2")
    [(_, image)] = frames.pictures(film("wide.mkv", *wide, duration=1), 100, SAMPLING)
    assert image.size == (100, 40)


def test_a_file_that_is_no_video_is_unreadable_and_says_so_without_its_path(tmp_path: Path):
    (tmp_path / "fake.mp4").write_bytes(b"#EXTM3U\nfile:///etc/passwd\n")
    media = Media(1, MediaKind.VIDEO, "video/mp4", tmp_path / "fake.mp4", None, tmp_path)
    with pytest.raises(UnreadableMedia) as caught:
        list(frames.pictures(media, 1440, SAMPLING))
    assert str(tmp_path) not in str(caught.value)


@given(st.integers(1, 500), st.integers(1, 60))
def test_thinning_keeps_the_order_the_first_and_at_most_the_limit(count: int, limit: int):
    kept = frames.thinned(range(count), limit)
    assert len(kept) == min(count, limit)
    assert kept[0] == 0
    assert kept == sorted(set(kept))
