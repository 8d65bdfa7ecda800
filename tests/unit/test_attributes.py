"""Words for faces: how old, of which gender, in which mood, each inside the face that it is said of."""

import csv

import numpy as np
import pytest
from PIL import Image, ImageOps

from services.attributes.analyzer import Looks, words
from services.attributes.networks import MOODS, Look, square
from services.faces.analyzer import Faces
from shared.errors import MissingWeights
from shared.heads import Head
from shared.weights import Weights

EYES = (0, 0), (1, 0)


def told(age=35, man=0.99, **moods):
    return list(words(Look(age, man, dict.fromkeys(MOODS, 0.0) | moods)))


@pytest.mark.parametrize(
    ("age", "group"),
    [(4, "kid"), (9.9, "kid"), (15, "teen"), (20, "20s"), (29, "20s"), (31, "30s"), (45, "40s"), (59, "50s"),
     (60, "old"), (93, "old")],
)  # fmt: skip
def test_years_are_told_as_the_groups_that_people_say(age, group):
    assert told(age)[0] == (group, 1.0)


def test_gender_and_mood_are_told_only_where_they_are_sure():
    assert [word for word, _ in told(man=0.9, happy=0.8)] == ["30s", "man", "happy"]
    assert [word for word, _ in told(man=0.1, sad=0.6)] == ["30s", "woman", "sad"]
    assert [word for word, _ in told(man=0.6, happy=0.4)] == ["30s"]
    assert [word for word, _ in told(neutral=0.9)] == ["30s", "man"]
    assert [word for word, _ in told(6, man=0.1)] == ["kid", "girl"]
    assert told(man=0.25)[1] == ("woman", 0.75)


def test_the_square_is_that_around_the_face_and_black_outside_the_picture():
    picture = np.zeros((100, 200, 3), np.uint8)
    picture[20:60, 50:90] = (255, 0, 0)
    inside = np.asarray(square(Image.fromarray(picture), Head((50, 20, 40, 40), EYES, 1)))
    assert inside[5:-5, 5:-5].min(axis=(0, 1))[0] > 200
    beyond = np.asarray(square(Image.new("RGB", (100, 100), "white"), Head((-50, 0, 100, 100), EYES, 1)))
    assert beyond[56, 10].sum() == 0
    assert beyond[56, 100].sum() == 765


def test_its_files_wait_where_a_model_is_missing_and_it_is_off_at_first(tmp_path):
    assert Looks.discreet
    with pytest.raises(MissingWeights, match="face_detection_yunet"):
        Looks(Weights(tmp_path)).check()


@pytest.fixture(scope="module")
def photos(corpus):
    """Photos of one labelled person each, with whether it is a woman."""
    women = {"amy", "penny", "bernadette"}
    men = {"sheldon", "howard", "leonard", "raj"}
    with (corpus / "faces/gt/identities.csv").open() as table:
        rows = list(csv.DictReader(table))
    found = []
    for row in rows:
        folder = row["file"].split("/")[-2]
        if folder in women | men or folder.startswith("John_"):
            image = ImageOps.exif_transpose(Image.open(corpus / row["file"])).convert("RGB")
            found.append((image, folder in women))
    return found


def test_what_is_said_of_a_face_stands_in_the_box_that_the_analyzer_of_faces_found(models, photos):
    looks, faces = Looks(Weights(models)), Faces(Weights(models))
    looks.load()
    faces.load()
    for image, _ in photos[:12]:
        boxes = {face.box for face in faces.look(image)}
        found = list(looks.look(image))
        assert {one.box for one in found} == boxes
        assert all(one.parent.box == one.box and one.parent.label is None for one in found)


def test_women_and_men_are_told_apart(models, photos):
    looks = Looks(Weights(models))
    looks.load()
    right = wrong = 0
    for image, woman in photos:
        said = {one.label for one in looks.look(image)} & {"woman", "man", "girl", "boy"}
        if len(said) == 1:
            right += (said <= {"woman", "girl"}) == woman
            wrong += (said <= {"woman", "girl"}) != woman
    assert right + wrong >= 0.9 * len(photos)
    assert right / (right + wrong) >= 0.95
