"""Weight files on the command line, with downloads that fail or succeed at once."""

import json
import time

import pytest
from click.testing import CliRunner

from services.cli import models
from shared.errors import DownloadFailed
from shared.weights import catalog


@pytest.fixture
def answer(tmp_path, monkeypatch):
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    return lambda *words: CliRunner().invoke(models.models_command, words, standalone_mode=False)


def unreachable(entry, folder, progress):
    time.sleep(0.3)
    raise DownloadFailed(f"{entry.name} cannot be fetched: no route")


def quick(entry, folder, progress):
    progress(entry.bytes, entry.bytes)


def test_all_files_are_given_up_at_once_where_there_is_no_internet(answer, monkeypatch):
    monkeypatch.setattr(models, "fetch", unreachable)
    began = time.monotonic()
    done = answer("fetch")
    assert time.monotonic() - began < 0.3 * len(catalog())
    assert done.return_value == 1
    assert all(f"failed   {name}: {name} cannot be fetched: no route" in done.output for name in catalog())


def test_what_was_fetched_is_told_as_json(answer, monkeypatch):
    monkeypatch.setattr(models, "fetch", quick)
    done = answer("fetch", "yolo26n.onnx", "--json")
    assert done.return_value == 0
    assert json.loads(done.output)["models"] == [{"name": "yolo26n.onnx", "state": "fetched", "reason": None}]


def test_a_file_that_is_there_counts_as_present(answer, tmp_path):
    (tmp_path / "yolo26n.onnx").write_bytes(b"weights of a person's own")
    assert json.loads(answer("fetch", "yolo26n.onnx", "--json").output)["models"][0]["state"] == "present"
    listed = {
        model["name"]: model["present"] for model in json.loads(answer("list", "--json").output)["models"]
    }
    assert listed["yolo26n.onnx"]
    assert not listed["face_detection_yunet_2023mar.onnx"]
