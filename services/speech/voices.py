"""Finds the stretches of a recording in which someone speaks, with Silero's voice activity detector.

The network (MIT) comes in the faster-whisper wheel.  It looks at 512 samples at a time with the 64
before them, and carries a state from window to window.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from shared.audio import RATE, Samples
from shared.domain import Span

WINDOW, CONTEXT, STATE = 512, 64, 128
SPEECH, SILENCE = 0.5, 0.35  # a stretch begins above the first and ends below the second
SHORTEST = 0.25  # seconds of speech
PAUSE = 0.4  # seconds of silence that part two stretches
LONGEST = 20.0  # seconds; a longer stretch is parted at its quietest window
PADDING = 0.2  # seconds kept on both sides, so that no consonant is cut off
_BATCH = 4096


class Voices:
    """The detector with its network in memory."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            _network(), sess_options=options, providers=["CPUExecutionProvider"]
        )

    def stretches(self, heard: Samples) -> list[Span]:
        """Return the stretches with speech in 16 kHz samples, in seconds."""
        return padded(list(spoken(self.odds(heard))), len(heard) / RATE)

    def odds(self, heard: Samples) -> NDArray[np.float32]:
        """Return how likely each window of 32 ms holds speech."""
        windows = np.pad(heard, (0, -len(heard) % WINDOW)).reshape(-1, WINDOW)
        before = np.vstack([np.zeros((1, CONTEXT), np.float32), windows[:-1, -CONTEXT:]])
        state = {name: np.zeros((1, 1, STATE), np.float32) for name in ("h", "c")}
        parts = []
        for start in range(0, len(windows), _BATCH):
            both = np.hstack([before[start : start + _BATCH], windows[start : start + _BATCH]])
            part, state["h"], state["c"] = self._session.run(None, {"input": both, **state})
            parts.append(part.ravel())
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def spoken(odds: NDArray[np.float32]) -> Iterator[Span]:
    """Yield the stretches of windows that hold speech, without padding; see the constants above."""
    seconds = WINDOW / RATE
    begin: int | None = None
    quiet = 0
    for index, likely in enumerate([*odds.tolist(), *[0.0] * round(PAUSE / seconds + 1)]):
        if likely >= SPEECH:
            begin, quiet = index if begin is None else begin, 0
        elif begin is not None and (likely < SILENCE or quiet):
            quiet += 1
        if begin is not None and quiet * seconds >= PAUSE:
            yield from _parted(begin, index + 1 - quiet, odds)
            begin, quiet = None, 0


def padded(stretches: list[Span], duration: float) -> list[Span]:
    """Widen each stretch by `PADDING`, but never over half of the pause to the next."""
    found = []
    for index, stretch in enumerate(stretches):
        before = stretches[index - 1].end or 0.0 if index else -2 * PADDING
        after = stretches[index + 1].start if index + 1 < len(stretches) else duration + 2 * PADDING
        end = stretch.end or duration
        found.append(
            Span(
                max(0.0, stretch.start - min(PADDING, (stretch.start - before) / 2)),
                min(duration, end + min(PADDING, (after - end) / 2)),
            )
        )
    return found


def _parted(begin: int, end: int, odds: NDArray[np.float32]) -> Iterator[Span]:
    seconds = WINDOW / RATE
    if (end - begin) * seconds < SHORTEST:
        return
    longest = int(LONGEST / seconds)
    while end - begin > longest:
        middle = begin + longest // 2
        cut = middle + int(np.argmin(odds[middle : begin + longest]))
        yield Span(begin * seconds, cut * seconds)
        begin = cut
    yield Span(begin * seconds, end * seconds)


def _network() -> str:
    spec = find_spec("faster_whisper")
    assert spec is not None
    assert spec.origin is not None
    return str(next(Path(spec.origin).parent.glob("assets/silero_vad*.onnx")))
