"""The sound of a file: 16 kHz mono samples of a stretch of it, and where it may be cut at silences."""

import re

import numpy as np
from numpy.typing import NDArray

from shared import recordings
from shared.domain import Media, Span

RATE = 16_000  # samples a second, what every speech model wants
_TIMEOUT = 900.0
_LOUD = 0.35  # of full scale; what the loudest thousandth of the samples is brought to
_MOST_GAIN = 3000.0  # 70 dB
_QUIET = "silencedetect=noise=-35dB:duration=0.4"
_SILENCE = re.compile(rb"pts_time:(-?[0-9.]+)\s+lavfi\.silence_duration=([0-9.]+)")
_ELAPSED = re.compile(rb"out_time_us=(\d+)")

Samples = NDArray[np.float32]


def samples(media: Media) -> Samples:
    """Return `media.span` of the first audio track, mono, as -1..1; raises `UnreadableMedia`."""
    file = media.workdir / "sound.f32"
    span = media.span
    seek = ("-ss", f"{span.start:.3f}") if span.start else ()
    length = recordings.LONGEST if span.end is None else span.end - span.start
    output = [
        "-map", "0:a:0", "-vn", "-t", f"{length:.3f}",
        "-ac", "1", "-ar", str(RATE), "-c:a", "pcm_f32le", "-f", "f32le", str(file),
    ]  # fmt: skip
    recordings.read(media.original, output, input_options=seek, timeout=_TIMEOUT)
    heard = np.fromfile(file, dtype="<f4")
    file.unlink()
    return heard.astype(np.float32, copy=False)


def levelled(heard: Samples) -> Samples:
    """Return the sound at the loudness of close speech, so that a whisper is heard like a shout."""
    loud = float(np.quantile(np.abs(heard), 0.999)) if len(heard) else 0.0
    gain = min(_LOUD / loud, _MOST_GAIN) if loud else 1.0
    loudest: Samples = np.clip(heard * np.float32(gain), -1, 1)
    return loudest


def spans(media: Media, longest: float) -> list[Span]:
    """Cut the recording at silences into stretches of at most `longest` seconds."""
    if media.duration is not None and media.duration <= longest:
        return [Span()]
    silences, duration = listen(media)
    return cut(silences, duration, longest)


def listen(media: Media) -> tuple[list[Span], float]:
    """Return the silences of the first audio track, and how long the track is in seconds."""
    output = [
        "-map", "0:a:0", "-vn", "-t", str(recordings.LONGEST),
        "-af", f"{_QUIET},ametadata=mode=print:key=lavfi.silence_duration:file=-",
        "-progress", "-", "-f", "null", "-",
    ]  # fmt: skip
    printed = recordings.read(media.original, output, timeout=_TIMEOUT)
    ends = [(float(end), float(length)) for end, length in _SILENCE.findall(printed)]
    elapsed = [int(found) / 1e6 for found in _ELAPSED.findall(printed)]
    return [Span(max(0.0, end - length), end) for end, length in ends], max(elapsed, default=0.0)


def cut(silences: list[Span], duration: float, longest: float) -> list[Span]:
    """Return adjoining spans up to `duration`, cut in the middle of the last silence that allows it.

    Where no silence lies in the second half of a stretch it is cut at `longest`; the last span is
    open at its end, so that nothing is lost to a wrong `duration`.
    """
    middles = sorted((s.start + s.end) / 2 for s in silences if s.end is not None)
    found, start = [], 0.0
    while duration - start > longest:
        near = [m for m in middles if start + longest / 2 <= m <= start + longest]
        end = near[-1] if near else start + longest
        found.append(Span(start, end))
        start = end
    return [*found, Span(start)]
