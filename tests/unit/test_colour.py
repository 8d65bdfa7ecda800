"""Colours are called as people call them, and the chief ones of a picture are found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.colour.analyzer import Colours
from services.colour.palette import palette, pixels
from services.colour.terms import TERMS, UNCLEAR, named
from shared.domain import Media, MediaKind
from shared.errors import UnreadableMedia

NAMED = {
    "black": "#000000 #111111 #0a0a12",
    "grey": "#808080 #a9a9a9 #696969",
    "white": "#ffffff #f5f5f5 #fafafa",
    "red": "#ff0000 #dc143c #b22222 #8b0000 #c00020",
    "orange": "#ff8c00 #ffa500 #ff7f00",
    "yellow": "#ffff00 #ffd700 #f0e040",
    "brown": "#8b4513 #5c3317 #654321 #7b3f00",
    "green": "#008000 #00ff00 #228b22 #2e8b57 #32cd32 #6b8e23 #7f9020",
    "turquoise": "#40e0d0 #00ced1 #20b2aa #00ffff",
    "blue": "#0000ff #1e90ff #4169e1 #00008b #87ceeb #4682b4 #191970",
    "purple": "#800080 #9400d3 #9932cc #8b008b",
    "pink": "#ff69b4 #ff1493 #ffc0cb #ffb6c1",
}


def lab(*colours: str):
    image = Image.new("RGB", (len(colours), 1))
    image.putdata([tuple(bytes.fromhex(colour[1:])) for colour in colours])
    return pixels(image.resize((64, 64), Image.Resampling.NEAREST))


@pytest.mark.parametrize(("term", "colour"), [(t, c) for t, listed in NAMED.items() for c in listed.split()])
def test_a_colour_has_its_name(term, colour):
    assert TERMS[named(lab(colour))[0]] == term


@pytest.mark.parametrize("colour", ["#9a8878", "#c68e7a", "#8a8045", "#6a7f8f", "#a88f8f", "#7d9178"])
def test_what_lies_between_two_colours_has_no_name(colour):
    assert named(lab(colour))[0] == UNCLEAR


@given(st.binary(min_size=3, max_size=3))
def test_every_colour_has_one_name_or_none(rgb):
    assert named(lab(f"#{rgb.hex()}"))[0] in {UNCLEAR, *range(len(TERMS))}


def test_a_palette_holds_the_colours_of_a_picture_the_largest_first():
    image = Image.new("RGB", (64, 64), (200, 30, 30))
    image.paste((20, 40, 160), (0, 0, 64, 20))
    image.paste((240, 230, 40), (0, 0, 10, 10))
    assert palette(pixels(image)) == ("#c81e1e", "#1428a0", "#f0e628")


def test_a_palette_has_at_most_sixteen_colours_and_is_the_same_each_time():
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8))
    found = palette(pixels(noise))
    assert 8 < len(found) <= 16
    assert palette(pixels(noise)) == found


def look(tmp_path, image):
    image.save(tmp_path / "preview.jpg", quality=95)
    media = Media(1, MediaKind.IMAGE, "image/jpeg", tmp_path, tmp_path / "preview.jpg", tmp_path)
    return list(Colours().analyze(media))


def test_a_picture_is_of_the_colours_that_it_is_full_of(tmp_path):
    image = Image.new("RGB", (200, 100), (30, 80, 200))
    image.paste((40, 140, 40), (0, 70, 200, 100))
    image.paste((220, 20, 20), (0, 0, 20, 30))
    palette, *labels = look(tmp_path, image)
    assert palette.palette[0].startswith("#1")
    assert {found.label: round(found.score, 1) for found in labels} == {"blue": 0.7, "green": 0.3}


def test_a_dull_picture_is_of_no_colour(tmp_path):
    assert [found.label for found in look(tmp_path, Image.new("RGB", (99, 99), "#9a8878"))] == [None]


def test_a_file_without_a_picture_is_unreadable(tmp_path):
    with pytest.raises(UnreadableMedia):
        list(Colours().analyze(Media(1, MediaKind.IMAGE, "image/jpeg", tmp_path, None, tmp_path)))
