"""The pictures of a file: a photo upright and at the size wanted, or a video's sampled frames."""

import logging
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PIL import Image

from shared import recordings
from shared.decoding import Decoder
from shared.domain import Media, MediaKind
from shared.errors import DecoderStopped, UnreadableMedia

PREVIEW = 1440
_SHORT = 60.0  # seconds up to which every frame is decoded, beyond only key frames
_TIMEOUT = 600.0
_SCENE = 0.3  # share of the picture that changes in a cut
_NO_PICTURE = "no picture could be made of this file"
_TIME = re.compile(rb"pts_time:(-?[0-9.]+)")

T = TypeVar("T")
log = logging.getLogger(__name__)
_local = threading.local()  # a limited child dies with the thread that started it


@dataclass(frozen=True)
class Sampling:
    """Which frames of a video: scene changes and one every `interval` seconds, at most `limit`."""

    interval: float = 5.0
    limit: int = 60


def pictures(media: Media, longest: int, sampling: Sampling) -> Iterator[tuple[float | None, Image.Image]]:
    """Yield (second, picture) pairs; the second is None for a photo.

    A photo larger than its preview is drawn again from the original where more than the preview is
    wanted.  Pictures are upright sRGB `RGB` images of at most `longest` px on the long side, one at a time
    in memory.  Raises `UnreadableMedia` where no picture can be made.
    """
    if media.kind is MediaKind.VIDEO:
        yield from _video(media, longest, sampling)
        return
    yield None, _photo(media, longest)


def preview(media: Media, side: int) -> Image.Image:
    """The preview alone, of a video its poster, as `RGB`; no smaller than `side` px where it need not be.

    Raises `UnreadableMedia` where there is none.
    """
    if media.preview is None:
        raise UnreadableMedia(_NO_PICTURE)
    with Image.open(media.preview) as file:
        file.draft("RGB", (side, side))
        return file.convert("RGB")


def reads_original(media: Media, longest: int) -> bool:
    """Whether `pictures` of this size are made from the original and not from the preview."""
    larger = min(longest, max(media.width or 0, media.height or 0)) > PREVIEW
    return media.kind is MediaKind.VIDEO or larger


def thinned(values: Sequence[T], limit: int) -> list[T]:
    """Return at most `limit` of `values`, evenly spread, the first and the last among them."""
    if len(values) <= limit:
        return list(values)
    if limit == 1:
        return [values[0]]
    step = (len(values) - 1) / (limit - 1)
    return [values[round(index * step)] for index in range(limit)]


def _photo(media: Media, longest: int) -> Image.Image:
    if media.kind is not MediaKind.IMAGE or media.preview is None:
        raise UnreadableMedia(_NO_PICTURE)
    if not reads_original(media, longest):
        return _opened(media.preview)
    return _opened(_larger(media, longest) or media.preview)


def _larger(media: Media, longest: int) -> Path | None:
    """Have the original drawn again in the limited child; None where only the preview could be made."""
    if not hasattr(_local, "decoder"):
        _local.decoder = Decoder()
    file = media.workdir / "picture.jpg"
    try:
        _local.decoder.render(media.original, longest, file)
    except UnreadableMedia as error:
        log.warning("read in the preview's size: %s", error)
        return None
    return file


def _opened(file: Path) -> Image.Image:
    try:
        with Image.open(file) as image:
            return image.convert("RGB")
    except OSError as error:
        raise UnreadableMedia("the picture made of this file is broken") from error


def _video(media: Media, longest: int, sampling: Sampling) -> Iterator[tuple[float, Image.Image]]:
    frames = _extracted(media, longest, sampling)
    for second, file in thinned(frames, sampling.limit):
        yield second, _opened(file)
        file.unlink()


def _extracted(media: Media, longest: int, sampling: Sampling) -> list[tuple[float, Path]]:
    """Have the frames written; from key frames alone where those lie close enough, for speed."""
    duration = media.duration or 0.0
    interval = max(sampling.interval, duration / sampling.limit)
    if duration > _SHORT:
        frames = _written(media, longest, sampling.limit, interval, skip=("-skip_frame", "nokey"))
        if len(frames) >= 0.5 * duration / interval:
            return frames
    return _written(media, longest, sampling.limit, interval)


def _written(
    media: Media, longest: int, limit: int, interval: float, *, skip: tuple[str, ...] = ()
) -> list[tuple[float, Path]]:
    times = media.workdir / "times.txt"
    output = [
        "-map", "0:V:0", "-an", "-t", str(recordings.LONGEST), "-frames:v", str(4 * limit),
        "-vf", ",".join([_select(interval), recordings.fitted(longest), _print(times)]),
        "-fps_mode", "passthrough", "-q:v", "2", "-f", "image2", str(media.workdir / "frame-%06d.jpg"),
    ]  # fmt: skip
    problem = _run(media, output, skip)
    seconds = _TIME.findall(times.read_bytes()) if times.exists() else []
    files = sorted(media.workdir.glob("frame-*.jpg"))
    if not files:
        raise UnreadableMedia("no frame of this video could be decoded") from problem
    return [(max(0.0, float(second)), file) for second, file in zip(seconds, files, strict=False)]


def _run(media: Media, output: list[str], skip: tuple[str, ...]) -> UnreadableMedia | None:
    """Return ffmpeg's complaint, for a damaged video may still have given frames."""
    try:
        recordings.read(media.original, output, input_options=skip, timeout=_TIMEOUT)
    except DecoderStopped:
        raise
    except UnreadableMedia as error:
        return error
    return None


def _select(interval: float) -> str:
    """Keep the first frame, one every `interval` seconds, and scene changes that are not flicker."""
    since = "t-prev_selected_t"
    scene = f"gt(scene,{_SCENE})*gte({since},{interval / 4})"
    return f"select='isnan(prev_selected_t)+gte({since},{interval})+{scene}'"


def _print(file: Path) -> str:
    return f"metadata=mode=print:direct=1:file={recordings.escaped(file)}"
