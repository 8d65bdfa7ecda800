"""Bodies and hands get their points where they are; a face alone is no body."""

from importlib.resources import files

import numpy as np
import pytest
from PIL import Image

from services.pose.analyzer import Poses
from services.pose.palms import SIZE, _fields
from services.pose.persons import faced
from shared.errors import MissingWeights
from shared.heads import Head
from shared.weights import Weights

NOSE, SHOULDERS = 0, [11, 12]


@pytest.fixture(scope="module")
def poses(landmark_models):
    analyzer = Poses(Weights(landmark_models))
    analyzer.load()
    return analyzer


@pytest.fixture(scope="module")
def astronaut():
    return Image.open(str(files("skimage.data") / "astronaut.png")).convert("RGB")


def bodies(found):
    return [one for one in found if one.outline and one.outline.kind == "body"]


def test_a_body_has_33_points_at_its_limbs(poses, astronaut):
    [body] = bodies(poses.look(astronaut))
    points, sure = np.array(body.outline.points), np.array(body.outline.sure)
    assert points.shape == (33, 2)
    assert body.label is None
    assert points[NOSE] == pytest.approx((0.43, 0.26), abs=0.05)  # of Eileen Collins
    right, left = points[SHOULDERS][1], points[SHOULDERS][0]
    assert right[0] < points[NOSE][0] < left[0]  # she looks at us
    assert points[SHOULDERS, 1].min() > points[NOSE][1]
    assert sure[NOSE] > 0.9
    assert sure[31:].max() < 0.5  # her feet are not in the picture


def test_a_picture_that_a_face_fills_shows_no_body(poses, astronaut):
    close = astronaut.crop((170, 60, 280, 190)).resize((660, 780))
    assert bodies(poses.look(close)) == []


def test_a_picture_without_people_has_no_points(poses):
    coffee = Image.open(str(files("skimage.data") / "coffee.png")).convert("RGB")
    assert list(poses.look(coffee)) == []


def test_hands_are_inside_the_body_whose_arm_they_end(poses, corpus):
    photo = Image.open(corpus / "objects" / "images" / "000000001296.jpg")
    found = list(poses.look(photo.convert("RGB")))
    hands = [one for one in found if one.outline and "hand" in one.outline.kind]
    [woman] = bodies(found)
    assert {hand.outline.kind for hand in hands} == {"left hand", "right hand"}
    assert [(len(hand.outline.points), hand.parent) for hand in hands] == [(21, woman)] * 2


def test_a_face_belongs_to_the_box_that_it_tops():
    head = Head((110, 20, 40, 50), ((120, 40), (140, 40)), 0.9)
    people = faced([(0, 10, 200, 400), (90, 10, 170, 300), (300, 0, 400, 100)], [head])
    assert [person.face for person in people] == [None, head, None]


def test_the_palm_detector_tells_2016_guesses():
    middles = np.concatenate([_fields(24, 2), _fields(12, 6)]) * SIZE
    assert middles.shape == (2016, 2)
    assert middles[[0, 1, 2, 48]].tolist() == [[4, 4], [4, 4], [12, 4], [4, 12]]
    assert middles[1152].tolist() == [8, 8]


def test_what_is_missing_is_named_with_the_remedy(tmp_path):
    with pytest.raises(MissingWeights, match="bowerbird models fetch"):
        Poses(Weights(tmp_path)).check()
