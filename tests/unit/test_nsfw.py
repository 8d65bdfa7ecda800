"""Undressed people: told where one is present and a part is exposed, and never of a part alone (P11)."""

from importlib.util import find_spec

import numpy as np
import pytest
from PIL import Image, ImageOps

from services.nsfw import detector
from services.nsfw.analyzer import NUDE, SEXY, Undressed, verdict
from services.nsfw.detector import Part
from shared.domain import Box, Finding
from shared.errors import MissingWeights

FACE = Part("FACE_FEMALE", 0.8, Box(0.4, 0.1, 0.1, 0.1))


def part(name, score, left=0.2):
    return Part(name, score, Box(left, 0.4, 0.2, 0.2))


def test_a_person_with_a_part_exposed_is_nude_or_sexy_by_the_part():
    breast, belly = part("FEMALE_BREAST_EXPOSED", 0.6), part("BELLY_EXPOSED", 0.9)
    assert verdict([FACE, breast, belly]) == Finding(label="nude", score=0.6, box=breast.box)
    assert verdict([FACE, belly]) == Finding(label="sexy", score=0.9, box=belly.box)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [FACE],
        [FACE, part("FEMALE_BREAST_COVERED", 0.9)],
        [FACE, part("BUTTOCKS_EXPOSED", 0.52)],  # not more than that
        [part("BUTTOCKS_EXPOSED", 0.9)],  # a peach: nobody is there
        [part("BUTTOCKS_EXPOSED", 0.9), part("BUTTOCKS_EXPOSED", 0.8, left=0.6)],
        [FACE, part("FEET_EXPOSED", 0.9)],
    ],
)
def test_nothing_is_told_without_a_person_or_without_a_part_that_is_sure_enough(parts):
    assert verdict(parts) is None


def test_every_part_is_one_that_the_model_knows(network):
    assert set(network._names.values()) >= NUDE | SEXY | {"FACE_FEMALE", "FACE_MALE"}


@pytest.fixture(scope="module")
def network():
    return detector.Detector(detector.weights(), threads=1)


def test_faces_are_where_they_are_in_the_picture(network, corpus):
    image = Image.open(corpus / "faces/faceapi_bbt/amy/amy1.png").convert("RGB")
    wide = Image.new("RGB", (2 * image.width, image.height))
    wide.paste(image, (image.width, 0))
    faces = [one for one in network.parts(np.asarray(wide)) if one.name.startswith("FACE_")]
    assert len(faces) == 1
    assert faces[0].box.left > 0.5


def test_its_files_wait_where_the_package_is_missing_and_it_is_off_at_first(monkeypatch):
    assert Undressed.discreet
    monkeypatch.setattr(detector, "find_spec", lambda name: None if name == "nudenet" else find_spec(name))
    with pytest.raises(MissingWeights, match="pip install --no-deps nudenet"):
        Undressed().check()


def test_hardly_any_photo_of_every_day_is_called_nude(corpus):
    analyzer = Undressed(threads=2)
    analyzer.load()
    files = [
        *sorted((corpus / "objects/images").iterdir()),
        *sorted((corpus / "faces/deepface").glob("*.jpg")),
    ]
    told = {}
    for file in files:
        image = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
        told[file.name] = [found.label for found in analyzer.look(image)]
    assert len(files) > 80
    assert sum("nude" in labels for labels in told.values()) <= 1, told
    assert sum("sexy" in labels for labels in told.values()) <= len(files) / 20, told
