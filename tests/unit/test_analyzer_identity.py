"""An analyzer is registered under the engine and model that its results will name (A36).

Were they to differ, `bowerbird analyze --outdated` would do all the work again, each time.
"""

import pytest

from services.attributes.analyzer import Looks
from services.classify.analyzer import Pictures
from services.colour.analyzer import Colours
from services.detect.analyzer import Objects
from services.faces.analyzer import Faces
from services.mesh.analyzer import Meshes
from services.nsfw.analyzer import Undressed
from services.ocr.analyzer import Text
from services.phash.analyzer import Likenesses
from services.place.analyzer import Places
from services.pose.analyzer import Poses
from services.preview.analyzer import Preview
from services.speech.__main__ import build as speech
from shared.analyzer import Analyzer
from shared.settings import Settings
from shared.weights import Weights

WITHOUT_FILES = {
    "faces": lambda folder: Faces(Weights(folder)),
    "nsfw": lambda _: Undressed(),
    "ocr": lambda _: Text("rapidocr"),
    "colour": lambda _: Colours(),
    "phash": lambda _: Likenesses(),
    "place": lambda _: Places(),
    "preview": lambda _: Preview(seconds=60),
    "speech": lambda folder: speech(Settings(models_dir=folder)),
}


@pytest.mark.parametrize("build", WITHOUT_FILES.values(), ids=WITHOUT_FILES)
def test_loading_does_not_change_what_an_analyzer_is_called(build, tmp_path, monkeypatch):
    monkeypatch.setattr("os.nice", int)  # or all tests after this one would step back
    check_name(build(tmp_path))


def test_loading_does_not_change_what_the_detector_is_called(models):
    check_name(Objects(Weights(models)))


def check_name(analyzer: Analyzer) -> None:
    analyzer.check()
    registered = (analyzer.version, analyzer.engine, analyzer.model)
    analyzer.load()
    assert (analyzer.version, analyzer.engine, analyzer.model) == registered
    assert all(registered)


def test_loading_does_not_change_what_the_classifier_is_called(models):
    check_name(Pictures(Weights(models)))


def test_loading_does_not_change_what_the_describer_of_faces_is_called(models):
    check_name(Looks(Weights(models)))


@pytest.mark.parametrize("kind", [Meshes, Poses])
def test_loading_does_not_change_what_the_markers_of_points_are_called(landmark_models, kind):
    check_name(kind(Weights(landmark_models)))
