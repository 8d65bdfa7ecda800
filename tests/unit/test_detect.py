"""Objects are labelled, bounded in fractions of the picture, and only those that were asked for."""

import numpy as np
import pytest
from PIL import Image

from services.detect import torch
from services.detect.analyzer import Objects, wanted
from services.detect.engine import Detected, box
from services.detect.letterbox import Letterbox
from services.detect.onnx import suppress
from shared.domain import Box, Finding
from shared.errors import InvalidSetting, MissingWeights
from shared.weights import Weights

NAMES = {0: "person", 1: "bicycle", 2: "cat"}


def onnx(properties):
    """A file with metadata and, before it, a graph of nothing."""
    content = bytes([1 << 3, 8, 7 << 3 | 2, 0x80, 0x02]) + bytes(256)
    for key, value in properties.items():
        pair = b"".join(bytes([tag, len(text)]) + text.encode() for tag, text in ((0x0A, key), (0x12, value)))
        content += bytes([14 << 3 | 2, len(pair)]) + pair
    return content


class FakeEngine:
    names, size = NAMES, 640

    def __init__(self, *found):
        self.found = found

    def detect(self, picture, threshold):
        return [found for found in self.found if found.score >= threshold]


@pytest.fixture
def analyzer(tmp_path, monkeypatch):
    """An analyzer whose weights are a fake engine."""
    (tmp_path / "tiny.onnx").write_bytes(onnx({"names": repr(NAMES)}))

    def build(*found, **settings):
        monkeypatch.setattr("services.detect.analyzer.open_engine", lambda *_, **__: FakeEngine(*found))
        objects = Objects(Weights(tmp_path), "tiny.onnx", **settings)
        objects.load()
        return objects

    return build


CAT = Detected(2, 0.9, Box(0.1, 0.2, 0.3, 0.4))
BICYCLE = Detected(1, 0.4, Box(0.0, 0.0, 0.5, 0.5))
PICTURE = Image.new("RGB", (64, 48))


def test_a42_every_object_has_a_label_a_score_and_a_box(analyzer):
    assert list(analyzer(CAT).look(PICTURE)) == [Finding(label="cat", score=0.9, box=CAT.box)]


def test_objects_below_the_threshold_are_left_out(analyzer):
    assert [found.label for found in analyzer(CAT, BICYCLE, threshold=0.5).look(PICTURE)] == ["cat"]


def test_only_the_classes_asked_for_are_found(analyzer):
    assert [found.label for found in analyzer(CAT, BICYCLE, classes=("Bicycle",)).look(PICTURE)] == [
        "bicycle"
    ]


def test_a_picture_without_objects_has_no_findings(analyzer):
    assert list(analyzer().look(PICTURE)) == []


def test_a36_the_engine_and_the_content_of_the_weights_are_named_before_they_are_loaded(tmp_path):
    (tmp_path / "tiny.onnx").write_bytes(onnx({"names": repr(NAMES)}))
    objects = Objects(Weights(tmp_path), "tiny.onnx")
    objects.check()
    assert objects.engine.startswith("onnxruntime ")
    assert objects.model.startswith("tiny.onnx@")


def test_missing_weights_are_told_before_any_work(tmp_path):
    with pytest.raises(MissingWeights, match="models fetch"):
        Objects(Weights(tmp_path)).check()


def test_a_torch_model_without_ultralytics_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "big.pt").write_bytes(b"weights")
    monkeypatch.setattr(torch, "find_spec", lambda _: None)
    with pytest.raises(MissingWeights, match=r"requirements/engines.txt"):
        Objects(Weights(tmp_path), "big.pt").check()


def test_an_unknown_class_names_the_near_ones():
    with pytest.raises(InvalidSetting, match="did you mean bicycle"):
        wanted(("bycicle",), NAMES)


def test_a_class_like_no_other_gets_the_whole_list():
    with pytest.raises(InvalidSetting, match="person, bicycle, cat"):
        wanted(("xylophone",), NAMES)


@pytest.mark.parametrize("shape", [(480, 640), (640, 480), (100, 30), (1000, 1440), (1, 900)])
def test_a_box_comes_back_from_the_letterbox_to_where_it_was(shape):
    letterbox = Letterbox.of(np.zeros((*shape, 3), np.uint8), 640)
    left, top = letterbox.left, letterbox.top
    edges = np.array([left, top, left + letterbox.width, top + letterbox.height], np.float32)
    assert letterbox.box(edges) == Box(0, 0, 1, 1)


def test_the_letterbox_keeps_the_shape_of_things_and_borders_them_in_grey():
    picture = np.full((320, 640, 3), (255, 0, 0), np.uint8)
    blob = Letterbox.of(picture, 640).fill(picture)
    assert blob.shape == (1, 3, 640, 640)
    assert blob[0, :, 320, 320].tolist() == [1, 0, 0]
    assert blob[0, :, 10, 10] == pytest.approx(114 / 255)
    assert (blob[0, 0, :, 320] == 1).sum() == 320


def test_boxes_end_at_the_edge_of_the_picture():
    assert box(-0.5, 0.25, 1.5, 0.75) == Box(0, 0.25, 1, 0.5)


def test_of_two_boxes_on_one_spot_the_better_stays_unless_the_class_differs():
    anchors = np.array(
        [  # middle x, y, width, height, then one score a class
            [100, 100, 50, 50, 0.6, 0.0, 0.0],
            [101, 100, 50, 50, 0.9, 0.1, 0.0],
            [100, 101, 50, 50, 0.0, 0.0, 0.7],
            [400, 400, 50, 50, 0.1, 0.0, 0.0],
        ],
        np.float32,
    )
    rows = suppress(anchors.T, 0.3)
    assert rows[:, 5].tolist() == [0, 2]
    assert rows[0] == pytest.approx([76, 75, 126, 125, 0.9, 0])


def test_no_anchor_above_the_threshold_is_no_object():
    assert len(suppress(np.zeros((7, 8400), np.float32), 0.3)) == 0


def test_an_unknown_class_is_noticed_before_the_model_is_loaded(tmp_path):
    (tmp_path / "tiny.onnx").write_bytes(onnx({"author": "us", "names": repr(NAMES)}))
    with pytest.raises(InvalidSetting, match="did you mean cat"):
        Objects(Weights(tmp_path), "tiny.onnx", classes=("catt",)).check()


@pytest.mark.parametrize(
    "content", [onnx({}), onnx({"names": "import os"}), onnx({"names": "{}"})[:-3], b"GIF89a", b""]
)
def test_a_file_that_is_no_model_is_said_to_be_none(tmp_path, content):
    (tmp_path / "tiny.onnx").write_bytes(content)
    with pytest.raises(InvalidSetting, match=r"DETECT_MODEL=tiny\.onnx"):
        Objects(Weights(tmp_path), "tiny.onnx").check()
