"""Turned squares of a picture: what lies in them is cut out upright, and points find back."""

from math import pi

import numpy as np
import pytest

from shared.errors import InvalidSetting
from shared.squares import Network, Square, fractions
from shared.weights import Weights


def picture(x, y):
    """A black picture with one white spot."""
    made = np.zeros((200, 300, 3), np.uint8)
    made[y - 2 : y + 3, x - 2 : x + 3] = 255
    return made


def spot(square):
    """Where the spot is, in px of a picture."""
    rows, columns = np.nonzero(square[:, :, 0] > 127)
    return columns.mean(), rows.mean()


@pytest.mark.parametrize(
    ("square", "expected"),
    [
        (Square(150, 100, 100), (25, 0.5)),  # in the middle above
        (Square(150, 100, 100, angle=pi / 2), (0.5, 25)),  # up is where right was: the spot is at the left
        (Square(170, 100, 100), (15, 0.5)),
        (Square(170, 100, 100, mirrored=True), (35, 0.5)),
    ],
)
def test_a_square_is_cut_out_upright(square, expected):
    seen = square.cut(picture(150, 52), 50)
    assert seen.shape == (50, 50, 3)
    assert spot(seen) == pytest.approx(expected, abs=1.5)


@pytest.mark.parametrize("angle", [0, 0.4, -2.5])
@pytest.mark.parametrize("mirrored", [False, True])
def test_points_of_a_square_are_told_in_px_of_the_picture(angle, mirrored):
    square = Square(150, 100, 120, angle, mirrored)
    seen = spot(square.cut(picture(160, 120), 240))
    assert square.out(np.array([seen], np.float32), 240)[0] == pytest.approx((160, 120), abs=1)


def test_what_lies_outside_of_the_picture_is_black():
    white = np.full((10, 10, 3), 255, np.uint8)
    assert Square(0, 0, 10).cut(white, 10)[:4, :4].max() == 0


def test_points_are_fractions_of_width_and_height():
    assert fractions(np.array([[150, 50]], np.float32), picture(9, 9)) == ((0.5, 0.25),)


def test_a_file_that_is_no_network_is_named(tmp_path):
    (tmp_path / "face_landmark.tflite").write_bytes(b"TFL3 but no more")
    with pytest.raises(InvalidSetting, match=r"face_landmark\.tflite is no network"):
        Network(tmp_path / "face_landmark.tflite", 192, ["conv2d_21"])


def test_another_network_is_not_taken_for_the_one_that_is_meant(landmark_models):
    with pytest.raises(InvalidSetting, match="it has no elbows"):
        Network(Weights(landmark_models).path("mediapipe/iris_landmark.tflite"), 64, ["elbows"])
