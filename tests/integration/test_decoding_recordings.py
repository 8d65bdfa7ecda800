"""What the decoder makes of videos and sound: facts, poster, and no playlist followed (A17, A18, A20)."""

import io
from datetime import datetime

import pytest
from PIL import Image, ImageStat

from shared.domain import CaptureTime, MediaKind, Position
from tests import samples


@pytest.fixture
def look(decoder, tmp_path):
    """Decode a file; return what was told and the preview."""

    def look(path):
        preview = tmp_path / "preview.jpg"
        decoded = decoder.decode(path, path.name, preview)
        return decoded, Image.open(io.BytesIO(preview.read_bytes())) if preview.exists() else None

    return look


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("a.mp4", "video/mp4"),
        ("a.mov", "video/quicktime"),
        ("a.m4v", "video/mp4"),
        ("a.mkv", "video/x-matroska"),
        ("a.webm", "video/webm"),
        ("a.avi", "video/x-msvideo"),
        ("a.mpg", "video/mpeg"),
        ("a.ts", "video/mp2t"),
        ("a.m2ts", "video/mp2t"),
        ("a.flv", "video/x-flv"),
        ("a.wmv", "video/x-ms-asf"),
    ],
)
def test_every_kind_of_video_tells_its_facts_and_gets_a_poster(look, tmp_path, name, mime):
    more = ("-ar", "44100") if name == "a.flv" else ()
    clip = samples.video(tmp_path / name, more=more).rename(tmp_path / "clip")
    decoded, preview = look(clip)
    assert (decoded.kind, decoded.mime, decoded.problem) == (MediaKind.VIDEO, mime, None)
    assert decoded.duration == pytest.approx(2.0, abs=0.15)
    assert (decoded.width, decoded.height) == preview.size == (320, 240)
    assert decoded.frame_rate == 25
    assert decoded.video_codec
    assert decoded.audio_codec
    assert decoded.thumbnail


def test_a_3gp_clip_is_a_video(look, tmp_path):
    more = ("-c:v", "h263", "-s", "352x288")
    decoded, _ = look(samples.video(tmp_path / "a.3gp", sound=False, more=more))
    assert (decoded.mime, decoded.video_codec, decoded.audio_codec) == ("video/3gpp", "h263", None)


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("a.wav", "audio/wav"),
        ("a.mp3", "audio/mpeg"),
        ("a.flac", "audio/flac"),
        ("a.ogg", "audio/ogg"),
        ("a.opus", "audio/ogg"),
        ("a.m4a", "audio/mp4"),
        ("a.aac", "audio/aac"),
        ("a.aiff", "audio/aiff"),
        ("a.mkv", "audio/x-matroska"),
    ],
)
def test_sound_tells_its_length_and_has_no_picture(look, tmp_path, name, mime):
    tone = samples.wav(tmp_path / "tone")
    sound = samples.ffmpeg(["-i", str(tone)], tmp_path / name).rename(tmp_path / "sound")
    decoded, preview = look(sound)
    assert (decoded.kind, decoded.mime, decoded.problem) == (MediaKind.AUDIO, mime, None)
    assert decoded.duration == pytest.approx(1.0, abs=0.2)
    assert decoded.audio_codec
    assert (decoded.thumbnail, preview, decoded.width) == (None, None, None)


def test_cover_art_does_not_make_a_video_of_a_song(look, tmp_path):
    tone = samples.wav(tmp_path / "tone.wav")
    cover = samples.jpeg(tmp_path / "cover.jpg")
    song = samples.ffmpeg(
        ["-i", str(tone), "-i", str(cover), "-map", "0", "-map", "1", "-disposition:v", "attached_pic"],
        tmp_path / "song.mp3",
    )
    assert look(song)[0].kind is MediaKind.AUDIO


@pytest.mark.parametrize(("left", "orientation"), [(90, 8), (180, 3), (270, 6)])
def test_a_turned_video_is_shown_upright(look, tmp_path, left, orientation):
    picture = tmp_path / "scene.png"
    samples.scene().save(picture)
    plain = samples.ffmpeg(
        ["-loop", "1", "-i", str(picture), "-t", "1", "-pix_fmt", "yuv420p"], tmp_path / "a.mp4"
    )
    turned = samples.ffmpeg(
        ["-i", str(plain), "-c", "copy", "-metadata:s:v:0", f"rotate={left}"], tmp_path / "b.mp4"
    )
    decoded, preview = look(turned)
    size = (320, 240) if left == 180 else (240, 320)
    assert decoded.orientation == orientation
    assert (decoded.width, decoded.height) == preview.size == size
    red = {6: (0.75, 0.25), 3: (0.75, 0.75), 8: (0.25, 0.75)}[orientation]
    seen = preview.getpixel((int(preview.width * red[0]), int(preview.height * red[1])))
    assert abs(seen[0] - 220) < 30
    assert seen[1] < 70


def test_pixels_that_are_not_square_are_made_square(look, tmp_path):
    clip = samples.video(tmp_path / "a.mp4", size="360x288", more=["-vf", "setsar=16/11"])
    decoded, preview = look(clip)
    assert (decoded.width, decoded.height) == (524, 288)
    assert preview.width / preview.height == pytest.approx(1.82, abs=0.01)


def test_a_large_video_gets_a_poster_of_1440_pixels(look, tmp_path):
    _, preview = look(samples.video(tmp_path / "a.mp4", size="2560x1440", seconds=0.2))
    assert preview.size == (1440, 810)


def test_a_poster_is_not_black_where_some_frame_is_not(look, tmp_path):
    graph = "color=black:s=320x240:d=2:r=10[a];testsrc=s=320x240:d=2:r=10[b];[a][b]concat"
    clip = samples.ffmpeg(["-f", "lavfi", "-i", graph, "-pix_fmt", "yuv420p"], tmp_path / "a.mp4")
    _, preview = look(clip)
    assert ImageStat.Stat(preview.convert("L")).mean[0] > 60


def test_an_all_black_video_keeps_its_black_poster(look, tmp_path):
    clip = samples.ffmpeg(["-f", "lavfi", "-i", "color=black:s=320x240:d=1"], tmp_path / "a.mp4")
    decoded, preview = look(clip)
    assert decoded.problem is None
    assert preview is not None


def test_a_creation_time_is_utc_and_a_place_is_read(look, tmp_path):
    more = ["-metadata", "creation_time=2021-07-08T12:00:00Z", "-metadata", "location=+48.8583+002.2945+035/"]
    decoded, _ = look(samples.video(tmp_path / "a.mp4", more=more))
    assert decoded.taken == CaptureTime(datetime(2021, 7, 8, 12), 0, "container")
    assert (decoded.position.latitude, decoded.position.longitude) == (48.8583, 2.2945)


def test_apples_local_time_with_its_offset_wins(look, tmp_path):
    more = ["-movflags", "use_metadata_tags", "-metadata", "creation_time=2021-07-08T10:00:00Z"]
    apple = "com.apple.quicktime"
    more += [
        "-metadata",
        f"{apple}.creationdate=2021-07-08T12:00:00+0200",
        "-metadata",
        f"{apple}.model=Bird 9",
    ]
    more += ["-metadata", f"{apple}.location.ISO6709=-33.8587+151.2140-012.000/"]
    decoded, _ = look(samples.video(tmp_path / "a.mov", more=more))
    assert decoded.taken == CaptureTime(datetime(2021, 7, 8, 12), 120, "container")
    assert decoded.position == Position(-33.8587, 151.214, -12.0)
    assert decoded.model == "Bird 9"


@pytest.mark.parametrize("cut", [0.5, 0.9])
def test_a_truncated_video_says_what_is_wrong(look, tmp_path, cut):
    whole = samples.video(tmp_path / "a.mp4").read_bytes()
    (tmp_path / "b.mp4").write_bytes(whole[: int(len(whole) * cut)])
    decoded, preview = look(tmp_path / "b.mp4")
    assert decoded.kind is MediaKind.VIDEO
    assert decoded.problem
    assert str(tmp_path) not in decoded.problem
    assert preview is None


@pytest.mark.parametrize(
    "disguise",
    [
        "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\nconcat:{secret}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {secret}\n",
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>{secret}</BaseURL></Period></MPD>',
    ],
)
@pytest.mark.parametrize("head", [b"", b"\0\0\0\x18ftypisom\0\0\0\0isomavc1", b"\x1a\x45\xdf\xa3"])
def test_a_playlist_in_disguise_is_never_followed(look, tmp_path, disguise, head):
    secret = samples.video(tmp_path / "secret.mp4")
    (tmp_path / "a.mp4").write_bytes(head + disguise.format(secret=secret).encode())
    decoded, preview = look(tmp_path / "a.mp4")
    assert decoded.problem
    assert (preview, decoded.duration, decoded.video_codec) == (None, None, None)
