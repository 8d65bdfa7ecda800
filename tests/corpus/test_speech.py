"""Real speech gets timed text, and sound without speech gets none."""

import json
import re
from dataclasses import replace
from pathlib import Path

import jiwer
import pytest

from services.speech.analyzer import Speech
from services.speech.engines import DRAFT
from shared.domain import MediaKind
from shared.weights import Weights
from tests.corpus.ingested import Ingest, ingest

__all__ = ["ingest"]
SILENT = [  # music, atmosphere or nothing; no one speaks
    "androidx/bt601.mov", "androidx/long_180p_av1.mp4", "androidx/silent-black-10s.mp4",
    "androidx/sample_portrait.mp4", "drewnoakes/sample_mpeg4.mp4", "photoview/webm.webm",
    "androidx/bbb_mono_8kHz_12.2kbps_amrnb.3gp",
]  # fmt: skip


@pytest.fixture(scope="module")
def transcripts(corpus: Path):
    return json.loads((corpus / "speech/gt/transcripts.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def speech(models: Path):
    engine = Speech(Weights(models))
    engine.load()
    return engine


def words(text: str) -> str:
    return " ".join(re.sub(r"[^\w' ]", " ", text.lower().replace("-", " ")).split())


@pytest.mark.timeout(900)
def test_every_speech_clip_gets_timed_text(corpus, transcripts, speech, ingest: Ingest):
    said: dict[str, list[tuple[str, str]]] = {}
    for name, truth in transcripts.items():
        if not truth["text"]:
            continue
        media = ingest(corpus / name)
        found = list(speech.analyze(media))
        assert found, name
        assert all(0 <= f.start < f.end <= truth["duration_s"] + 0.5 for f in found), name
        assert all(0 <= f.score <= 1 and f.language for f in found), name
        group = "English" if truth["lang"] == "en" else "other languages"
        said.setdefault(group, []).append((words(truth["text"]), words(" ".join(f.text for f in found))))
    print(f"\n{speech.engine}, {speech.model}")
    for group, pairs in said.items():
        rate = jiwer.wer([truth for truth, _ in pairs], [heard for _, heard in pairs])
        print(f"  word error rate {rate:.3f} over {len(pairs)} clips in {group}")
    english = said["English"]
    assert jiwer.wer([t for t, _ in english], [h for _, h in english]) < (
        0.4 if speech.version == DRAFT else 0.2
    )


@pytest.mark.parametrize("name", SILENT)
def test_sound_without_speech_gives_no_text(corpus, speech, ingest: Ingest, name):
    media = ingest(corpus / "video" / name)
    assert media.kind in {MediaKind.VIDEO, MediaKind.AUDIO}
    assert list(speech.analyze(media)) == []


def test_a_video_without_an_audio_track_is_done_with_nothing_found(corpus, speech, ingest: Ingest):
    media = ingest(corpus / "speech/video_synth/no_audio_track.mp4")
    assert media.audio_codec is None
    assert list(speech.analyze(media)) == []


def test_pieces_of_a_long_recording_follow_each_other_and_say_it_all(
    corpus, transcripts, ingest: Ingest, models
):
    name = "speech/video_synth/en_long_lj.ogg"
    media = ingest(corpus / name)
    speech = Speech(Weights(models), chunk=20)
    spans = speech.spans(media)
    assert len(spans) > 2
    found = [f for span in spans for f in speech.analyze(replace(media, span=span))]
    assert [f.start for f in found] == sorted(f.start for f in found)
    assert jiwer.wer(words(transcripts[name]["text"]), words(" ".join(f.text for f in found))) < 0.4
