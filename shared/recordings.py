"""Reads sound and video with ffmpeg in a limited child, however hostile the file is."""

import re
from pathlib import Path

from shared import sandbox

CONTAINERS = (
    "mov,matroska,webm,avi,mpegts,mpeg,asf,flv,ogg,wav,mp3,flac,aac,mxf,dv,m4v,h264,hevc,aiff,amr,caf,w64"
)
LONGEST = 36_000  # seconds of one recording that are ever looked at

_CAREFUL = [
    "-nostdin", "-hide_banner", "-v", "error", "-y",
    "-protocol_whitelist", "file", "-format_whitelist", CONTAINERS,
    "-max_streams", "64", "-probesize", "50M", "-analyzeduration", "20M", "-threads", "2",
]  # fmt: skip


def read(
    original: Path,
    output: list[str],
    *,
    input_options: tuple[str, ...] = (),
    timeout: float,
) -> bytes:
    """Run ffmpeg on `original` with `output` arguments and return what it printed.

    The whitelists keep a playlist in disguise from reading other files; nothing but `file:` is
    opened.  Raises `UnreadableMedia` where ffmpeg gives up and `DecoderStopped` at a limit.
    """
    command = ["ffmpeg", *_CAREFUL, *input_options, "-i", f"file:{original}", "-sn", "-dn", *output]
    return sandbox.run(command, timeout=timeout)


def fitted(longest: int, shortest: int | None = None) -> str:
    """Return the filters that square the pixels and shrink, never enlarge, to even sides.

    The long side becomes at most `longest` px and the short one at most `shortest`, whichever way
    the picture stands.
    """
    short = shortest or longest
    width, height = f"if(gte(iw,ih),{longest},{short})", f"if(gte(iw,ih),{short},{longest})"
    return (
        "scale='iw*max(sar,1)':'ih/min(sar,1)',setsar=1,"
        f"scale='min(iw,{width})':'min(ih,{height})'"
        ":force_original_aspect_ratio=decrease:force_divisible_by=2"
    )


def escaped(file: Path) -> str:
    """Return a path as the value of a filter's option, escaped for the option and for the graph."""
    option = re.sub(r"([\\':])", r"\\\1", str(file))
    return re.sub(r"([\\'\[\],;])", r"\\\1", option)
