"""A transcript as SubRip or WebVTT, the two forms of subtitles that players read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LAST = 5.0  # seconds that a line without an end is shown


@dataclass(frozen=True)
class Line:
    """What was said, and from which second to which, where that is known."""

    start: float
    end: float | None
    text: str


def srt(lines: Sequence[Line]) -> str:
    """SubRip: numbered lines, with a comma before the milliseconds."""
    return "".join(
        f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{text}\n\n"
        for number, (start, end, text) in enumerate(_cues(lines), 1)
    )


def vtt(lines: Sequence[Line]) -> str:
    """WebVTT; what would be a tag there is escaped."""
    return "WEBVTT\n\n" + "".join(
        f"{_clock(start, '.')} --> {_clock(end, '.')}\n{_escaped(text)}\n\n"
        for start, end, text in _cues(lines)
    )


def _cues(lines: Sequence[Line]) -> Iterator[tuple[float, float, str]]:
    """Each line ends, at the latest where the next begins if it does not say so itself; none is empty."""
    for place, line in enumerate(lines):
        behind = lines[place + 1].start if place + 1 < len(lines) else line.start + LAST
        end = line.end if line.end is not None else min(behind, line.start + LAST)
        text = " ".join(line.text.replace("-->", "→").split())
        if text:
            yield line.start, max(end, line.start + 0.001), text


def _clock(seconds: float, point: str) -> str:
    whole = round(seconds * 1000)
    return (
        f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}{point}{whole % 1000:03}"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
