"""Faces are found, framed, and described so that the same person is found again."""

import io
import warnings
from shutil import copy

import dlib
import numpy as np
import pytest
from PIL import Image
from skimage import data

from services.faces.analyzer import SMALLEST, YUNET, Faces
from services.faces.detector import Located
from services.faces.encoder import Encoder
from shared.domain import SAME_PERSON, Media, MediaKind
from shared.errors import InvalidSetting, MissingWeights
from shared.weights import Weights


@pytest.fixture(scope="module")
def faces(tmp_path_factory):
    """The analyzer on a machine without YuNet's weights."""
    analyzer = Faces(Weights(tmp_path_factory.mktemp("models")))
    analyzer.load()
    return analyzer


@pytest.fixture(scope="module")
def astronaut():
    return Image.fromarray(data.astronaut())


@pytest.fixture(scope="module")
def face(faces, astronaut):
    return best(faces, astronaut)


def best(faces, picture):
    """The surest face; the suit's badge looks a little like one to the HOG detector."""
    return max(faces.look(picture), key=lambda found: found.score)


def test_a43_a_face_is_framed_in_fractions_of_the_picture(face):
    assert face.label == "face"
    assert 0 < face.score < 1
    assert face.box.left < 225 / 512 < face.box.left + face.box.width
    assert face.box.top < 115 / 512 < face.box.top + face.box.height
    assert face.box.width < 0.35


def test_a43_the_landmarks_lie_in_the_face(face):
    assert len(face.landmarks) == 5
    for x, y in face.landmarks:
        assert face.box.left < x < face.box.left + face.box.width
        assert face.box.top < y < face.box.top + face.box.height


def test_a43_every_face_has_an_aligned_chip(face):
    chip = Image.open(io.BytesIO(face.chip))
    assert (chip.format, chip.size) == ("WEBP", (150, 150))


def test_the_embedding_is_that_of_face_recognition(face, astronaut):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports pkg_resources
        import face_recognition
    picture = np.asarray(astronaut)
    expected, *_ = face_recognition.face_encodings(
        picture, face_recognition.face_locations(picture), model="small"
    )
    assert np.linalg.norm(expected - face.embedding) < 0.05


def test_a_mirrored_face_is_the_same_person(faces, face, astronaut):
    mirrored = best(faces, astronaut.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert np.linalg.norm(np.subtract(mirrored.embedding, face.embedding)) < SAME_PERSON


def test_a38_no_face_is_a_result(faces):
    assert list(faces.look(Image.fromarray(data.coffee()))) == []


def test_a_turned_face_is_upright_in_its_chip(face, astronaut):
    encoder = Encoder()
    turned = np.asarray(astronaut.rotate(20, center=(225, 115), resample=Image.Resampling.BICUBIC))
    points = encoder.landmarks(turned, dlib.rectangle(177, 67, 273, 163))
    embedding = encoder.embedding(encoder.chip(turned, points))
    assert np.linalg.norm(np.subtract(embedding, face.embedding)) < SAME_PERSON


def test_a_face_of_a_few_pixels_is_framed_but_not_described(faces, astronaut, monkeypatch):
    side = SMALLEST - 1
    tiny = Located(10, 10, 10 + side, 10 + side, 0.9, dlib.rectangle(10, 10, 10 + side, 10 + side))
    monkeypatch.setattr(faces._detector, "locate", lambda _: [tiny])
    [found] = faces.look(astronaut)
    assert found.box.width == pytest.approx(side / 512)
    assert found.embedding is None


def test_a_face_at_the_edge_is_framed_within_the_picture(faces, astronaut, monkeypatch):
    cut = Located(-20, 400, 60, 600, 0.9, dlib.rectangle(-20, 400, 60, 600))
    monkeypatch.setattr(faces._detector, "locate", lambda _: [cut])
    [found] = faces.look(astronaut)
    assert (found.box.left, found.box.top + found.box.height) == (0, 1)


def test_without_yunet_the_hog_detector_works_and_says_so(faces):
    faces.check()
    assert "HOG" in faces.engine
    assert faces.model == "HOG dlib_face_recognition_resnet_model_v1"


def test_yunet_that_was_asked_for_is_missed(tmp_path):
    with pytest.raises(MissingWeights, match="models fetch"):
        Faces(Weights(tmp_path), detector="yunet").check()


def test_an_unknown_detector_is_refused(tmp_path):
    with pytest.raises(InvalidSetting, match="FACES_DETECTOR"):
        Faces(Weights(tmp_path), detector="mtcnn")


def test_a36_a_checked_analyzer_names_its_engine_and_model_before_it_is_loaded(tmp_path):
    analyzer = Faces(Weights(tmp_path))
    analyzer.check()
    assert analyzer.engine.startswith("dlib HOG, dlib ")
    assert analyzer.model == "HOG dlib_face_recognition_resnet_model_v1"
    (tmp_path / YUNET).write_bytes(b"weights")
    analyzer.check()
    assert analyzer.model.startswith(f"{YUNET}@")


def test_photos_are_looked_at_again_when_better_weights_arrive(tmp_path, models, astronaut):
    astronaut.save(tmp_path / "preview.jpg")
    media = Media(1, MediaKind.IMAGE, "image/jpeg", tmp_path, tmp_path / "preview.jpg", tmp_path)
    analyzer = Faces(Weights(tmp_path))
    analyzer.load()
    assert (analyzer.version, len(list(analyzer.analyze(media)))) == (1, 2)  # HOG takes a badge for a face
    copy(models / YUNET, tmp_path)
    assert (len(list(analyzer.analyze(media))), analyzer.version) == (1, 2)
    assert analyzer.model.startswith(YUNET)
