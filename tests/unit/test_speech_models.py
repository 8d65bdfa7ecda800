"""The real faster-whisper writes down a line from files on disk alone."""

import socket
from pathlib import Path

import pytest

from services.speech.analyzer import Speech
from services.speech.engines import WHISPER, Wish
from shared.domain import Media
from shared.weights import Weights
from tests.unit.films import Film, film
from tests.whispers import faster_whisper

__all__ = ["film"]
TEXT = "bonjour petit oiseau"
SPOKEN = "flite=text='hello there, this is a small bird that sings in the garden all day':voice=slt"


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*asked: object, **_: object) -> None:
        raise AssertionError(f"asked the network for {asked}")

    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def talk(film: Film) -> Media:
    """Seven seconds: two of silence, then someone speaks."""
    return film(
        "talk.wav", "-f", "lavfi", "-i", SPOKEN, "-af", "adelay=2000,apad=whole_dur=7", "-t", "7", "-vn"
    )


@pytest.mark.parametrize("end", [2.0, 29.0], ids=["in time", "beyond the recording"])
def test_x10_a_model_on_disk_is_heard_with_times_inside_the_recording(
    tmp_path: Path, talk: Media, end: float
):
    faster_whisper(tmp_path / "models/faster-whisper-base", TEXT, end)
    speech = Speech(Weights(tmp_path / "models"), Wish(threads=1))
    speech.load()
    [said] = speech.analyze(talk)
    assert (said.text, said.language) == (TEXT, "en")
    assert said.start == pytest.approx(2.0, abs=0.5)
    assert said.end == pytest.approx(min(2.0 + end, 7.0), abs=0.5)
    assert 0.5 < said.score <= 1
    assert speech.version == WHISPER
    assert speech.engine.startswith("faster-whisper ")
    assert speech.model.startswith("faster-whisper-base@")
