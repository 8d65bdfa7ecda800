"""Video and audio files, through ffprobe and ffmpeg with nothing but local files of known containers.

Without the whitelists a playlist in disguise would read other files, or the network.
"""

import math
from pathlib import Path
from typing import Any

import ffmpeg

from shared.decoding import moments, positions
from shared.decoding.facts import Facts, number, safe, text, whole
from shared.domain import CaptureTime, MediaKind, Position
from shared.errors import UnreadableMedia
from shared.sandbox import run

CONTAINERS = (
    "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,asf,flv,ogg,wav,mp3,flac,aac,aiff,amr,mxf,dv,m4v,h264,hevc"
)
INPUT = {
    "protocol_whitelist": "file",
    "format_whitelist": CONTAINERS,
    "max_streams": 64,
    "probesize": "50M",
    "analyzeduration": "20M",
}
UPRIGHT = {0: 1, 90: 6, 180: 3, 270: 8}  # degrees clockwise to the EXIF orientation that means the same
DAYS = 366 * 86400.0  # no recording is longer
Probe = dict[str, Any]


def probe(path: Path) -> Probe:
    """What ffprobe tells of the file; raise `UnreadableMedia` with its reason."""
    try:
        return dict(ffmpeg.probe(f"file:{path}", v="error", **INPUT))
    except ffmpeg.Error as error:
        raise UnreadableMedia(f"ffprobe: {_reason(error.stderr)}") from error


def kind(probed: Probe) -> MediaKind:
    """Video where there is a moving picture, else audio; raise `UnreadableMedia` where there is neither."""
    if _stream(probed, "video"):
        return MediaKind.VIDEO
    if _stream(probed, "audio"):
        return MediaKind.AUDIO
    raise UnreadableMedia("there is no picture or sound track in it")


def facts(probed: Probe) -> Facts:
    """The facts in a probe's answer; sizes are those of the picture as it is shown."""
    video, audio = _stream(probed, "video"), _stream(probed, "audio")
    tags = _tags(probed)
    orientation = UPRIGHT.get(rotation(video), 1) if video else None
    width, height = _shown(video, turned=orientation in {6, 8}) if video else (None, None)
    return Facts(
        taken=_taken(tags),
        position=_position(tags),
        orientation=orientation,
        make=text(tags.get("com.apple.quicktime.make") or tags.get("make")),
        model=text(tags.get("com.apple.quicktime.model") or tags.get("model")),
        software=text(tags.get("com.apple.quicktime.software") or tags.get("software")),
        duration=_duration(probed),
        video_codec=text(video.get("codec_name")) if video else None,
        audio_codec=text(audio.get("codec_name")) if audio else None,
        frame_rate=_rate(video) if video else None,
        width=width,
        height=height,
        tags={"ffprobe": safe({"format": probed.get("format", {}), "streams": probed.get("streams", [])})},
    )


def rotation(video: Probe) -> int:
    """Degrees clockwise that a player turns the stored picture by: 0, 90, 180 or 270."""
    given = [side["rotation"] for side in video.get("side_data_list", []) if "rotation" in side]
    turn = -_finite(given[0]) if given else _finite(video.get("tags", {}).get("rotate"))
    return round(turn / 90) * 90 % 360


def _finite(value: Any) -> float:
    """`value` as a finite number, else 0."""
    try:
        result = float(value)
    except (TypeError, ValueError):
        return 0.0
    return result if math.isfinite(result) else 0.0


def frame(path: Path, at: float | None, longest: int) -> bytes:
    """The upright picture `at` seconds into the video (None: the first one) as a PNG.

    It is at most `longest` px wide and high, its pixels square.
    """
    fit = f"min(1,{longest}/max(iw*sar,ih))"
    seek = {} if at is None else {"ss": f"{at:.3f}"}
    picture = ffmpeg.input(f"file:{path}", threads=2, **seek, **INPUT).output(
        "pipe:",
        map="0:V:0",
        vf=f"scale=w='max(1,round(iw*sar*{fit}))':h='max(1,round(ih*{fit}))':flags=lanczos,setsar=1",
        vframes=1,
        f="image2pipe",
        vcodec="png",
        pix_fmt="rgb24",
        compression_level=1,
    )
    command = picture.compile(cmd=["ffmpeg", "-nostdin", "-hide_banner", "-v", "error"])
    shown = run(command, timeout=20, cpu=40, files=256 << 20)
    if not shown:
        raise UnreadableMedia("there is none at that time")
    return shown


def _reason(stderr: bytes) -> str:
    lines = [line for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    return (lines[-1] if lines else "it cannot be read").rpartition("input: ")[2][-200:]


def _stream(probed: Probe, kind: str) -> Probe | None:
    """The first stream of a kind that is no cover picture."""
    streams = (one for one in probed.get("streams", []) if one.get("codec_type") == kind)
    return next((one for one in streams if not one.get("disposition", {}).get("attached_pic")), None)


def _tags(probed: Probe) -> dict[str, str]:
    """Tags of the container, then of its streams, by lower-case name; the container's win."""
    merged: dict[str, str] = {}
    for part in [*reversed(probed.get("streams", [])), probed.get("format", {})]:
        merged |= {name.lower(): str(value) for name, value in part.get("tags", {}).items()}
    return merged


def _taken(tags: dict[str, str]) -> CaptureTime | None:
    """Apple's local time with its offset, else the container's creation time, which is UTC."""
    year = moments.EARLIEST_VIDEO
    apple = moments.read(tags.get("com.apple.quicktime.creationdate", ""), "container", earliest=year)
    if apple:
        return apple
    written = tags.get("creation_time", "") or tags.get("creationdate", "")
    zone = "+00:00" if "T" in written else ""
    return moments.read(written, "container", offset=zone, earliest=year)


def _position(tags: dict[str, str]) -> Position | None:
    names = ("com.apple.quicktime.location.iso6709", "location", "location-eng")
    return next((place for name in names if (place := positions.iso6709(tags.get(name, "")))), None)


def _duration(probed: Probe) -> float | None:
    """Seconds; a stated total that no track comes near is not believed."""
    total = number(probed.get("format", {}).get("duration"), largest=DAYS)
    tracks = [number(one.get("duration"), largest=DAYS) for one in probed.get("streams", [])]
    longest = max((track for track in tracks if track), default=None)
    if total is None or (longest and total > 2 * longest + 60):
        return longest
    return total


def _rate(video: Probe) -> float | None:
    numerator, _, denominator = str(video.get("avg_frame_rate", "")).partition("/")
    divisor = number(denominator or 1)
    return number(round(_finite(numerator) / divisor, 3), largest=10_000) if divisor else None


def _shown(video: Probe, *, turned: bool) -> tuple[int | None, int | None]:
    """Width and height as shown: pixels made square, then turned upright."""
    width, height = whole(video.get("width"), largest=100_000), whole(video.get("height"), largest=100_000)
    across, _, down = str(video.get("sample_aspect_ratio", "1:1")).partition(":")
    if width and number(across) and number(down):
        width = max(1, round(width * float(across) / float(down)))
    return (height, width) if turned else (width, height)
