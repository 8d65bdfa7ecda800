"""Turns every video into a 720p H.264 MP4 that any browser plays and seeks in."""

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

from shared import recordings
from shared.analyzer import Analyzer
from shared.domain import Derived, Finding, Media, MediaKind
from shared.errors import DecoderStopped, UnreadableMedia

log = logging.getLogger(__name__)

NAME = "preview.mp4"
LONGEST, SHORTEST = 1280, 720  # px of the two sides, whichever way the video stands
NICENESS = 10
_LONG = 600.0  # seconds from which speed counts more than bytes

_PICTURE = [
    "-map", "0:V:0", "-t", str(recordings.LONGEST), "-map_metadata", "-1", "-map_chapters", "-1",
    "-vf", f"{recordings.fitted(LONGEST, SHORTEST)},format=yuv420p", "-fpsmax", "30",
    "-c:v", "libx264", "-profile:v", "baseline", "-crf", "23", "-threads", "2",
    "-force_key_frames", "expr:gte(t,n_forced*2)",
    "-movflags", "+faststart", "-max_muxing_queue_size", "4096",
]  # fmt: skip
_FRAMES = re.compile(rb"^frame=(\d+)", re.MULTILINE)
_SOUND = ["-map", "0:a:0", "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"]


class Preview(Analyzer):
    """Yields one derived file, `preview.mp4`: upright, with square pixels, never enlarged."""

    name = "preview"
    version = 1
    replaces = True
    accepts = frozenset({MediaKind.VIDEO})
    engine = "ffmpeg"
    model = "h264 baseline 720p"

    def __init__(self, seconds: float = 800.0) -> None:
        self._seconds = seconds

    def load(self) -> None:
        """Step back behind everything else that the machine does."""
        os.nice(NICENESS)

    def analyze(self, media: Media) -> Iterator[Finding | Derived]:
        """Encode the first picture track, and the first audio track where it can be decoded."""
        file = media.workdir / NAME
        encoded = media.audio_codec is not None and self._encode(media, file, _SOUND)
        if not encoded and not self._encode(media, file, ["-an"]):
            raise UnreadableMedia("no frame of this video could be decoded")
        yield Derived(NAME, file)

    def _encode(self, media: Media, file: Path, sound: list[str]) -> bool:
        """Whether that gave a video with pictures; raises `DecoderStopped` at a limit."""
        preset = "ultrafast" if (media.duration or 0) > _LONG else "veryfast"
        output = [*_PICTURE, "-preset", preset, *sound, "-progress", "-", "-f", "mp4", f"file:{file}"]
        try:
            printed = recordings.read(media.original, output, timeout=self._seconds)
        except DecoderStopped:
            raise
        except UnreadableMedia as error:
            log.info("%s", error)
            return False
        return any(int(frames) for frames in _FRAMES.findall(printed))
