"""Weight files are found, named by their content, and said to be missing in one clear sentence."""

import hashlib
import os

import pytest

from shared import weights
from shared.errors import InvalidSetting, MissingWeights
from shared.weights import WeightFile, Weights


def test_a_missing_file_is_named_with_where_it_is_looked_for_and_how_to_get_it(tmp_path):
    with pytest.raises(MissingWeights) as caught:
        Weights(tmp_path).path("yolo26n.onnx")
    for part in ("yolo26n.onnx", str(tmp_path), "`bowerbird models fetch`"):
        assert part in str(caught.value)


def test_a_missing_file_that_nobody_can_fetch_is_not_promised_to_be_fetched(tmp_path):
    with pytest.raises(MissingWeights) as caught:
        Weights(tmp_path).path("my-own.onnx")
    assert "models fetch" not in str(caught.value)


def test_a_file_in_the_folder_is_used_as_it_is(tmp_path):
    (tmp_path / "yolo26n.onnx").write_bytes(b"not the official file")
    assert Weights(tmp_path).path("yolo26n.onnx") == tmp_path / "yolo26n.onnx"


def test_the_identity_names_the_content(tmp_path):
    (tmp_path / "tiny.onnx").write_bytes(b"abc")
    assert Weights(tmp_path).identity("tiny.onnx") == f"tiny.onnx@{hashlib.sha256(b'abc').hexdigest()[:12]}"


def test_the_identity_follows_a_replaced_file(tmp_path):
    file = tmp_path / "tiny.onnx"
    file.write_bytes(b"abc")
    before = Weights(tmp_path).identity("tiny.onnx")
    file.write_bytes(b"abd")
    os.utime(file, ns=(1, 1))
    assert Weights(tmp_path).identity("tiny.onnx") != before


def test_the_catalog_states_address_size_digest_and_licence_of_every_file():
    assert {"yolo26n.onnx", "face_detection_yunet_2023mar.onnx"} <= set(weights.catalog())
    for entry in weights.catalog().values():
        assert entry.url.startswith("https://")
        assert not {"main", "master", "latest", "HEAD"} & set(entry.url.split("/"))  # what moves, changes
        assert entry.bytes > 0
        assert len(bytes.fromhex(entry.sha256)) == 32
        assert entry.licence
        assert entry.analyzer


def test_a_wrong_entry_of_the_catalog_is_named(tmp_path):
    file = tmp_path / "models.toml"
    file.write_text('["a.onnx"]\nurl = "https://example.org"\n')
    with pytest.raises(InvalidSetting, match=r"models.toml, a.onnx"):
        weights.catalog(file)


def test_a_file_that_is_there_is_not_fetched_again(tmp_path):
    (tmp_path / "a.onnx").write_bytes(b"mine")
    entry = WeightFile("a.onnx", "detect", "", "http://127.0.0.1:9/never-asked", 1, "0" * 64, "MIT")
    assert weights.fetch(entry, tmp_path).read_bytes() == b"mine"


def test_a_file_that_a_package_brings_is_taken_from_there_and_not_fetched(tmp_path, monkeypatch):
    (tmp_path / "brought" / "modules").mkdir(parents=True)
    (tmp_path / "brought" / "modules" / "a.tflite").write_bytes(b"abc")
    monkeypatch.syspath_prepend(tmp_path)
    entry = WeightFile("set/a.tflite", "mesh", "", "", 3, "", "MIT", packaged="brought/modules/a.tflite")
    monkeypatch.setattr(weights, "catalog", lambda: {entry.name: entry})
    brought = tmp_path / "brought" / "modules" / "a.tflite"
    models = tmp_path / "models"
    assert weights.fetch(entry, models) == Weights(models).path("set/a.tflite") == brought
    assert Weights(models).whole("set", ["set/a.tflite"]) == {"set": 3}
    assert Weights(models).whole("set", ["set/a.tflite", "set/b.tflite"]) == {}
    (models / "set").mkdir(parents=True)
    own = models / "set" / "a.tflite"
    own.write_bytes(b"of one's own")
    assert Weights(models).path("set/a.tflite") == own
