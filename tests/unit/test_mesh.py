"""Faces get their points where they are, upright or turned, and small ones none."""

from importlib.resources import files

import numpy as np
import pytest
from PIL import Image

from services.mesh.analyzer import Meshes
from services.mesh.network import EYES, POINTS
from shared.errors import MissingWeights
from shared.weights import Weights

IRISES = 468, 473  # the middles


@pytest.fixture(scope="module")
def meshes(landmark_models):
    analyzer = Meshes(Weights(landmark_models))
    analyzer.load()
    return analyzer


@pytest.fixture(scope="module")
def astronaut():
    return Image.open(str(files("skimage.data") / "astronaut.png")).convert("RGB")


def points(found):
    return np.array(found.outline.points)


def test_a_face_has_468_points_and_five_of_each_iris(meshes, astronaut):
    [face] = meshes.look(astronaut)
    assert (face.label, face.outline.kind, len(points(face))) == (None, "face", POINTS + 10)
    assert face.score > 0.9
    inside = (points(face) - (face.box.left, face.box.top)) / (face.box.width, face.box.height)
    assert ((inside > -0.15) & (inside < 1.15)).mean() > 0.99


def test_irises_lie_between_the_corners_of_their_eyes(meshes, astronaut):
    [face] = meshes.look(astronaut)
    for middle, (left, right) in zip(IRISES, EYES, strict=True):
        x, y = points(face)[middle]
        assert points(face)[left][0] < x < points(face)[right][0]
        assert y == pytest.approx(points(face)[[left, right], 1].mean(), abs=0.01)


def test_a_face_is_found_again_where_the_picture_is_turned(meshes, astronaut):
    [face] = meshes.look(astronaut)
    [turned] = meshes.look(astronaut.rotate(30, fillcolor="white"))
    away = (points(turned) - 0.5) @ np.array(
        [[np.cos(0.5236), np.sin(0.5236)], [-np.sin(0.5236), np.cos(0.5236)]]
    )
    width = np.ptp(points(face)[:, 0])
    assert np.linalg.norm(away + 0.5 - points(face), axis=1).mean() < 0.08 * width


def test_a_face_of_few_pixels_gets_no_points(meshes, astronaut):
    tiny = Image.new("RGB", (512, 512), "white")
    tiny.paste(astronaut.resize((100, 100)), (0, 0))
    assert list(meshes.look(tiny)) == []


def test_what_is_missing_is_named_with_the_remedy(tmp_path):
    with pytest.raises(MissingWeights, match="bowerbird models fetch"):
        Meshes(Weights(tmp_path)).check()


def test_an_icon_of_a_few_pixels_has_no_faces(meshes):
    """YuNet gives such ones faces that lie light years away, or without numbers."""
    for side in (1, 2, 5, 16):
        assert list(meshes.look(Image.new("RGB", (side, side)))) == []
