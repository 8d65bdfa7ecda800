"""What keeps an analyzer from working is told, and its files wait for it."""

import pytest

from services.detect.analyzer import Objects
from shared.db.connection import value
from shared.db.workers import Identity
from shared.pulse import Pulse
from shared.weights import Weights
from tests.unit.test_detect import NAMES, onnx


@pytest.fixture
def waits_for(connect, tmp_path):
    """Beat once for a detector with these settings; return what its files wait for."""

    def beat(**settings):
        objects = Objects(Weights(tmp_path), "tiny.onnx", **settings)
        Pulse(connect, objects, Identity("detect@here:1", "detect")).tell()
        with connect() as conn:
            return value(conn, "SELECT blocked FROM analyzer WHERE name = 'detect'")

    return beat


def test_files_wait_while_the_settings_name_no_class_of_the_model(waits_for, tmp_path):
    (tmp_path / "tiny.onnx").write_bytes(onnx({"names": repr(NAMES)}))
    assert "did you mean cat" in waits_for(classes=("catt",))
    assert waits_for(classes=("cat",)) is None


def test_files_wait_for_weights_and_go_on_when_they_come(waits_for, tmp_path):
    assert "tiny.onnx is not in" in waits_for()
    (tmp_path / "tiny.onnx").write_bytes(onnx({"names": repr(NAMES)}))
    assert waits_for() is None
