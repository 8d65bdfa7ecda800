"""A face in a box that a person drew is found on a closer look, and described like any other."""

import numpy as np
import pytest
from PIL import Image
from skimage import data

from services.faces import closer
from services.faces.analyzer import Faces
from shared.domain import SAME_PERSON, Box, Media, MediaKind
from shared.weights import Weights


@pytest.fixture(scope="module")
def faces(tmp_path_factory):
    analyzer = Faces(Weights(tmp_path_factory.mktemp("models")))
    analyzer.load()
    return analyzer


@pytest.fixture
def crowd(tmp_path):
    """A large photo with a small face in it, which HOG passes over."""
    picture = Image.new("RGB", (1440, 1080), "grey")
    picture.paste(Image.fromarray(data.astronaut()).resize((150, 150)), (1000, 700))
    file = tmp_path / "preview.jpg"
    picture.save(file, quality=95)
    return file


FACE = Box((1000 + 52) / 1440, (700 + 17) / 1080, 30 / 1440, 40 / 1080)


def media(file, tmp_path, *drawn):
    return Media(1, MediaKind.IMAGE, "image/jpeg", file, file, tmp_path, width=1440, height=1080, drawn=drawn)


def test_a_face_that_was_passed_over_is_found_in_the_box_that_was_drawn(faces, crowd, tmp_path):
    at_first = [found for found in faces.analyze(media(crowd, tmp_path)) if near(found.box)]
    assert at_first == []
    (found,) = [found for found in faces.analyze(media(crowd, tmp_path, FACE)) if near(found.box)]
    assert found.box == FACE
    assert found.embedding
    astronaut = max(faces.look(Image.fromarray(data.astronaut())), key=lambda one: one.score)
    assert np.linalg.norm(np.subtract(found.embedding, astronaut.embedding)) < SAME_PERSON


def test_a_box_around_no_face_yields_nothing(faces, crowd, tmp_path):
    empty = Box(0.1, 0.1, 0.1, 0.1)
    found = list(faces.analyze(media(crowd, tmp_path, empty)))
    assert [one for one in found if closer.shared(one.box, empty) > 0] == []


def test_a_box_around_a_face_that_was_found_anyway_adds_none(faces, tmp_path):
    file = tmp_path / "preview.jpg"
    Image.fromarray(data.astronaut()).save(file, quality=95)
    once = list(faces.analyze(media(file, tmp_path)))
    drawn = [one.box for one in once]
    assert len(list(faces.analyze(media(file, tmp_path, *drawn)))) == len(once)


def test_what_boxes_share():
    half = Box(0, 0, 0.5, 1)
    assert closer.shared(half, half) == 1
    assert closer.shared(half, Box(0.5, 0, 0.5, 1)) == 0
    assert closer.shared(half, Box(0.25, 0, 0.5, 1)) == pytest.approx(1 / 3)


def near(box):
    return closer.shared(box, FACE) > 0
