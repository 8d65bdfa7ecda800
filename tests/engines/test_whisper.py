"""The real openai-whisper writes down a line from a checkpoint on disk alone."""

import socket
from pathlib import Path

import pytest

from services.speech.analyzer import Speech
from services.speech.engines import WHISPER, Wish
from shared.domain import Media
from shared.weights import Weights
from tests import whispers
from tests.unit.films import Film, film

__all__ = ["film"]
pytestmark = [
    pytest.mark.engines,
    pytest.mark.filterwarnings("ignore"),
]  # torch warns of much that is not ours
TEXT = "bonjour petit oiseau"


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*asked: object, **_: object) -> None:
        raise AssertionError(f"asked the network for {asked}")

    for name in ("getaddrinfo", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)


def checkpoint(file: Path, end: float) -> None:
    """Write chance weights that say `TEXT` up to second `end`, as openai-whisper's checkpoints are."""
    torch = pytest.importorskip("torch", reason="no torch: run make test-engines")
    from whisper.model import ModelDimensions, Whisper
    from whisper.tokenizer import get_tokenizer

    words = get_tokenizer(multilingual=True).encode(" " + TEXT)
    size = {"n_audio_ctx": whispers.HEARD, "n_text_ctx": whispers.TOLD, "n_mels": whispers.MELS}
    size |= {f"n_{part}_{what}": 1 for part in ("audio", "text") for what in ("head", "layer")}
    size |= {"n_vocab": whispers.SIZE, "n_audio_state": whispers.WIDTH, "n_text_state": whispers.WIDTH}
    torch.manual_seed(7)
    weights = Whisper(ModelDimensions(**size)).state_dict()
    embeddings, positions = whispers.tables([whispers.FRENCH, whispers.TASK, *whispers.line(words, end)])
    weights["decoder.token_embedding.weight"] = torch.from_numpy(embeddings)
    weights["decoder.positional_embedding"] = torch.from_numpy(positions)
    torch.save({"dims": size, "model_state_dict": weights}, file)


@pytest.mark.parametrize("end", [2.0, 29.0], ids=["in time", "beyond the recording"])
def test_x10_a_checkpoint_on_disk_is_heard_with_times_inside_the_recording(
    tmp_path: Path, film: Film, end: float
):
    checkpoint(tmp_path / "tiny.pt", end)
    speech = Speech(Weights(tmp_path), Wish("openai-whisper", "tiny"))
    speech.load()
    [said] = speech.analyze(talk(film))
    assert (said.text, said.language) == (TEXT, "fr")
    assert said.start == 0
    assert said.end == pytest.approx(min(end, 5.0), abs=0.1)
    assert 0.5 < said.score <= 1
    assert speech.version == WHISPER
    assert speech.engine.startswith("openai-whisper ")
    assert speech.model.startswith("whisper-tiny.pt@")


def talk(film: Film) -> Media:
    """Five seconds in which someone speaks."""
    spoken = "flite=text='hello there, this is a small bird that sings in the garden all day':voice=slt"
    return film("talk.wav", "-f", "lavfi", "-i", spoken, "-af", "apad=whole_dur=5", "-t", "5", "-vn")
