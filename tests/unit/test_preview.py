"""Every video gets a small copy that browsers play."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from services.preview.analyzer import Preview
from shared.domain import Derived, Media, MediaKind
from shared.errors import UnreadableMedia
from tests.unit.films import Film, film

__all__ = ["film"]
SOUND = ("-f", "lavfi", "-i", "sine=duration=1")


def screen(size: str, rate: int = 10) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"testsrc=size={size}:rate={rate}:duration=1")


def made(media: Media) -> tuple[Path, dict[str, dict[str, object]]]:
    """The preview, and what ffprobe says of its tracks by kind."""
    [derived] = Preview().analyze(media)
    assert isinstance(derived, Derived)
    assert derived.name == "preview.mp4"
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", str(derived.file)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return derived.file, {stream["codec_type"]: stream for stream in answer["streams"]}


def test_a_large_video_becomes_720p_that_browsers_play_and_start_at_once(film: Film):
    file, tracks = made(
        film(
            "big.mkv",
            *screen("1920x1080", 60),
            *SOUND,
            "-t",
            "0.3",
            "-preset",
            "ultrafast",
            duration=1,
            audio="mp3",
        )
    )
    video, sound = tracks["video"], tracks["audio"]
    assert (video["width"], video["height"], video["pix_fmt"]) == (1280, 720, "yuv420p")
    assert (video["codec_name"], video["profile"], video["avg_frame_rate"]) == (
        "h264", "Constrained Baseline", "30/1",
    )  # fmt: skip
    assert sound["codec_name"] == "aac"
    assert file.read_bytes().index(b"moov") < file.read_bytes().index(b"mdat")


@pytest.mark.parametrize(
    ("size", "preview"), [("320x240", (320, 240)), ("75x51", (74, 50)), ("1080x1920", (720, 1280))]
)
def test_sides_are_even_never_enlarged_and_at_most_720p_whichever_way_it_stands(
    film: Film, size: str, preview: tuple[int, int]
):
    _, tracks = made(film("size.mkv", *screen(size), duration=1))
    assert (tracks["video"]["width"], tracks["video"]["height"]) == preview


def test_rotation_and_pixel_shape_are_in_the_picture_itself(film: Film):
    flat = film("flat.mp4", *screen("64x48"), "-vf", "setsar=2")
    turned = film(
        "turned.mp4", "-i", str(flat.original), "-c", "copy", "-metadata:s:v", "rotate=90", duration=1
    )
    _, tracks = made(turned)
    video = tracks["video"]
    assert (video["width"], video["height"], video["sample_aspect_ratio"]) == (48, 128, "1:1")
    assert "side_data_list" not in video


def test_no_place_or_name_of_the_original_is_copied_into_the_preview(film: Film):
    secret = film("secret.mp4", *screen("64x48"), "-metadata", "title=secret", duration=1)
    file, _ = made(secret)
    assert b"secret" in secret.original.read_bytes()
    assert b"secret" not in file.read_bytes()


def test_a_video_whose_sound_cannot_be_decoded_still_gets_its_pictures(film: Film):
    _, tracks = made(replace(film("mute.mp4", *screen("64x48"), duration=1), audio_codec="unknown"))
    assert set(tracks) == {"video"}


def test_a_broken_video_is_unreadable(tmp_path: Path):
    (tmp_path / "broken.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 5000)
    media = Media(1, MediaKind.VIDEO, "video/mp4", tmp_path / "broken.mp4", None, tmp_path)
    with pytest.raises(UnreadableMedia, match="no frame"):
        list(Preview().analyze(media))


def test_sound_alone_is_no_preview(film: Film):
    """A container whose pictures cannot be decoded must not leave an empty file behind."""
    tone = film("tone.mp4", "-f", "lavfi", "-i", "sine=duration=1")
    with pytest.raises(UnreadableMedia, match="no frame"):
        list(Preview().analyze(replace(tone, audio_codec="aac")))


def test_recordings_without_pictures_are_not_accepted():
    assert Preview.accepts == {MediaKind.VIDEO}
