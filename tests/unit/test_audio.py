"""Sound comes as levelled samples, and long recordings are cut where nobody speaks."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import audio
from shared.domain import Span
from shared.errors import UnreadableMedia
from tests.unit.films import Film, film

__all__ = ["film"]
TONE_PAUSE_TONE = (
    "-f", "lavfi", "-i", "sine=frequency=440:duration=6", "-af", "volume=0:enable='between(t,2,3)'", "-vn",
)  # fmt: skip


def test_sound_is_read_as_16_khz_mono(film: Film):
    heard = audio.samples(film("tone.mp3", *TONE_PAUSE_TONE))
    assert len(heard) / audio.RATE == pytest.approx(6, abs=0.1)
    assert 0.05 < np.abs(heard[: audio.RATE]).max() <= 1


def test_only_the_wanted_stretch_is_read(film: Film):
    media = replace(film("tone.flac", *TONE_PAUSE_TONE), span=Span(2.1, 2.9))
    heard = audio.samples(media)
    assert len(heard) == pytest.approx(0.8 * audio.RATE, abs=10)
    assert np.abs(heard).max() < 0.001


def test_faint_sound_is_brought_to_the_level_of_close_speech():
    tone = np.sin(np.arange(audio.RATE, dtype=np.float32) / 9)
    assert np.abs(audio.levelled(tone / 5000)).max() == pytest.approx(0.35, abs=0.01)
    assert np.abs(audio.levelled(tone)).max() == pytest.approx(0.35, abs=0.01)


def test_digital_silence_stays_silent():
    assert not audio.levelled(np.zeros(100, np.float32)).any()
    assert not audio.levelled(np.zeros(0, np.float32)).any()


def test_silences_are_found_with_the_length_of_the_track(film: Film):
    [silence], duration = audio.listen(film("tone.wav", *TONE_PAUSE_TONE))
    assert duration == pytest.approx(6, abs=0.1)
    assert (silence.start, silence.end) == pytest.approx((2, 3), abs=0.1)


def test_a_short_recording_is_one_piece(film: Film):
    assert audio.spans(film("tone.wav", *TONE_PAUSE_TONE, duration=6), 600) == [Span()]


def test_a_long_recording_is_cut_inside_its_silence(film: Film):
    first, second = audio.spans(film("tone.wav", *TONE_PAUSE_TONE, duration=6), 4)
    assert first.start == 0
    assert first.end == second.start == pytest.approx(2.5, abs=0.1)
    assert second.end is None


def test_a_video_without_sound_is_unreadable_as_sound(film: Film):
    with pytest.raises(UnreadableMedia):
        audio.samples(film("mute.mp4", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=2:duration=1"))


@given(st.lists(st.floats(0, 5000)), st.floats(0, 5000), st.floats(10, 900))
def test_pieces_cover_everything_and_none_is_too_long(middles: list[float], duration: float, longest: float):
    pieces = audio.cut([Span(m, m) for m in middles], duration, longest)
    assert pieces[0].start == 0
    assert pieces[-1].end is None
    assert all(a.end == b.start for a, b in pairwise(pieces))
    ends = [piece.end or duration for piece in pieces]
    assert all(end - piece.start <= longest * 1.000001 for piece, end in zip(pieces, ends, strict=True))
