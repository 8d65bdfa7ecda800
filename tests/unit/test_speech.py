"""Speech comes with its times, drafts are told from transcripts, and nothing asks the network."""

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from services.speech import whisper
from services.speech.analyzer import Speech
from services.speech.engines import DRAFT, WHISPER, Wish, choose
from services.speech.sphinx import Sphinx
from services.speech.transcript import Segment
from services.speech.voices import LONGEST, Voices, padded, spoken
from services.speech.whisper import FasterWhisper, OpenAIWhisper
from shared import audio
from shared.domain import Media, MediaKind, Span
from shared.errors import InvalidSetting, MissingWeights
from shared.weights import Weights
from tests.unit.films import Film, film

__all__ = ["film"]
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:duration=6", "-vn")
SECOND = audio.RATE / 512  # windows of the detector


class Talk:
    """A recognizer and a voice detector that always hear the same."""

    def stretches(self, heard: audio.Samples) -> list[Span]:
        return [Span(1.0, 2.0)]

    def transcribe(self, heard: audio.Samples, voices: list[Span]):
        yield Segment("hello\u202e there", 1.0, 2.0, 0.5, "en")


def heard(tone: Media, detector: object) -> list[tuple[str | None, float | None, float | None]]:
    speech = Speech(Weights(tone.workdir), Wish("pocketsphinx"))
    speech._voices, speech._recognizer, speech._loaded = detector, Talk(), speech._choose()  # type: ignore[assignment]
    return [(found.text, found.start, found.end) for found in speech.analyze(tone)]  # type: ignore[union-attr]


def odds(*stretches: tuple[float, float]) -> np.ndarray:
    """Windows of so many seconds with such odds of speech."""
    return np.concatenate([np.full(round(seconds * SECOND), odd, np.float32) for seconds, odd in stretches])


def whispers(folder: Path, *names: str) -> Weights:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return Weights(folder)


BASE = [
    f"faster-whisper-base/{name}" for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt")
]


def test_stretches_of_speech_are_told_from_pauses():
    found = list(spoken(odds((1, 0.0), (2, 0.9), (0.2, 0.1), (1, 0.9), (1, 0.1), (1, 0.8))))
    assert [(span.start, span.end) for span in found] == [
        (pytest.approx(1, abs=0.1), pytest.approx(4.2, abs=0.1)),
        (pytest.approx(5.2, abs=0.1), pytest.approx(6.2, abs=0.1)),
    ]


def test_a_click_is_no_speech():
    assert list(spoken(odds((1, 0.0), (0.1, 0.9), (1, 0.0)))) == []


def test_endless_talk_is_parted_where_it_is_quietest():
    found = list(spoken(odds((15, 0.9), (0.1, 0.4), (15, 0.9))))
    assert found[0].end == pytest.approx(15, abs=0.15)
    assert all(span.end - span.start <= LONGEST for span in found)
    assert found[0].end == found[1].start


def test_padding_never_reaches_over_the_middle_of_a_pause():
    found = padded([Span(0.1, 1.0), Span(1.2, 2.0), Span(5.0, 5.9)], 6.0)
    assert [(round(span.start, 3), round(span.end or 0, 3)) for span in found] == [
        (0.0, 1.1),
        (1.1, 2.2),
        (4.8, 6.0),
    ]


def test_a_tone_and_noise_and_silence_hold_no_voice():
    """Voice activity comes first, so sound without speech gives no text."""
    noise = np.random.default_rng(1).normal(0, 0.2, 5 * audio.RATE).astype(np.float32)
    tone = 0.4 * np.sin(np.arange(5 * audio.RATE, dtype=np.float32) / 5)
    for sound in (noise, tone, np.zeros(5 * audio.RATE, np.float32), np.zeros(0, np.float32)):
        assert Voices().stretches(sound) == []


def test_a_recording_without_speech_is_done_with_nothing_found(film: Film):
    """A38: nothing found is a result."""
    assert heard(film("tone.ogg", *TONE), Voices()) == []


def test_a_video_without_sound_is_done_with_nothing_found(tmp_path: Path):
    mute = Media(1, MediaKind.VIDEO, "video/mp4", tmp_path / "none", None, tmp_path)
    assert list(Speech(Weights(tmp_path)).analyze(mute)) == []
    assert Speech(Weights(tmp_path)).spans(mute) == [Span()]


def test_lines_of_a_later_piece_count_from_the_start_of_the_file(film: Film):
    """The clean text of a line can be stored: no control or bidirectional characters."""
    tone = film("tone.ogg", *TONE)
    assert heard(tone, Talk()) == [("hello there", 1.0, 2.0)]
    assert heard(replace(tone, span=Span(3.0, 6.0)), Talk()) == [("hello there", 4.0, 5.0)]


def test_a_long_recording_is_cut_into_pieces(film: Film):
    speech = Speech(Weights(Path()), chunk=4)
    assert len(speech.spans(film("tone.ogg", *TONE, duration=6))) == 2


def test_without_whisper_there_are_drafts_and_they_say_so(tmp_path: Path):
    engine = choose(Weights(tmp_path), Wish())
    assert (engine.version, engine.model) == (DRAFT, "en-us (draft)")
    assert engine.title.startswith("pocketsphinx ")


def test_the_version_rises_when_whisper_arrives_so_that_drafts_are_redone(tmp_path: Path):
    speech = Speech(Weights(tmp_path))
    speech.check()
    assert speech.version == DRAFT
    whispers(tmp_path, *BASE)
    speech.check()
    assert (speech.version, speech.engine.split()[0]) == (WHISPER, "faster-whisper")
    assert speech.model.startswith("faster-whisper-base@")


def test_a_loaded_draft_engine_is_replaced_before_the_next_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    speech = Speech(Weights(tmp_path))
    speech._voices, speech._recognizer, speech._loaded = Talk(), Talk(), speech._choose()  # type: ignore[assignment]
    before = speech._ready()[1]
    monkeypatch.setattr("services.speech.engines.FasterWhisper", lambda *_: "whisper")
    whispers(tmp_path, *BASE)
    assert speech._ready()[1] == "whisper" != before


@pytest.mark.parametrize("missing", BASE)
def test_whisper_with_a_part_missing_is_not_used(tmp_path: Path, missing: str):
    """Without its tokenizer the library would ask the network."""
    weights = whispers(tmp_path, *(name for name in BASE if name != missing))
    assert choose(weights, Wish()).version == DRAFT
    with pytest.raises(MissingWeights, match=missing):
        choose(weights, Wish("faster-whisper"))


def test_a_wrong_engine_is_named_with_the_right_ones(tmp_path: Path):
    with pytest.raises(InvalidSetting, match=r"SPEECH_ENGINE='siri'.*faster-whisper"):
        choose(Weights(tmp_path), Wish("siri"))


def test_x10_whisper_never_asks_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: dict[str, object] = {}

    class WhisperModel:
        def __init__(self, path: str, **options: object) -> None:
            asked.update(options, path=path)

        def transcribe(self, sound: object, **options: object):
            part = SimpleNamespace(text=" Bonjour. ", start=0.5, end=1.5, avg_logprob=-0.1)
            made_up = SimpleNamespace(text="Thanks for watching!", start=8, end=9, avg_logprob=-0.1)
            return iter([part, made_up]), SimpleNamespace(language="fr")

    monkeypatch.setitem(sys.modules, "faster_whisper", SimpleNamespace(WhisperModel=WhisperModel))
    engine = FasterWhisper(tmp_path, "", 2)
    [said] = engine.transcribe(np.zeros(10 * audio.RATE, np.float32), [Span(0.4, 1.6)])
    assert (said.text, said.start, said.end, said.language) == ("Bonjour.", 0.5, 1.5, "fr")
    assert said.score == pytest.approx(0.905, abs=0.001)
    assert asked["local_files_only"] is True
    assert asked["path"] == str(tmp_path)


def test_openai_whisper_gives_the_same_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    part = {"text": " Hola. ", "start": 0.0, "end": 1.0, "avg_logprob": -0.2}
    model = SimpleNamespace(transcribe=lambda *_, **__: {"language": "es", "segments": [part]})
    monkeypatch.setitem(sys.modules, "whisper", SimpleNamespace(load_model=lambda _: model))
    [said] = OpenAIWhisper(tmp_path / "base.pt", "").transcribe(
        np.zeros(audio.RATE, np.float32), [Span(0.5, None)]
    )
    assert (said.text, said.language) == ("Hola.", "es")


def test_empty_segments_are_dropped():
    assert list(whisper.spoken(iter([Segment("", 0, 1, 1.0, "en")]), [Span()], 1.0)) == []


def test_pocketsphinx_gives_no_marks_for_silence_and_noise():
    noise = np.random.default_rng(2).normal(0, 0.1, 2 * audio.RATE).astype(np.float32)
    said = list(Sphinx().transcribe(noise, [Span(0.0, 2.0)]))
    assert not any("<" in segment.text or "[" in segment.text for segment in said)
    assert all(0 <= segment.score <= 1 for segment in said)
