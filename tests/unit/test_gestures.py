"""What hands show is named by their fingers; a hand that shows nothing has no name."""

import numpy as np
import pytest

from services.pose.gestures import gesture
from services.pose.hands import Hand

FINGERS = {"index": (5, -20), "middle": (9, -5), "ring": (13, 8), "pinky": (17, 22)}  # first point, degrees


def hand(*straight, thumb=True, turned=0.0, spread=1.0):
    """A flat hand, fingers up: those that are named are straight, the others closed onto the palm."""
    points = np.zeros((21, 3), np.float32)
    points[0] = 0, 0, 0
    for name, (first, degrees) in FINGERS.items():
        along = np.radians(degrees * spread)
        out = np.array([np.sin(along), -np.cos(along), 0])
        points[first] = np.array([np.sin(np.radians(degrees)), -np.cos(np.radians(degrees)), 0]) * 100
        steps = (out, out, out) if name in straight else (out, -out, -out)
        for n, step in enumerate(steps, start=1):
            points[first + n] = points[first + n - 1] + step * 30
    aside = np.array([-0.95, -0.3, 0])
    points[1:5] = [aside * 30 * n for n in range(1, 5)] if thumb else _closed(points[5])
    angle = np.radians(turned)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return Hand((points[:, :2] @ turn.T + 500).astype(np.float32), points, left=False, score=0.9)


def _closed(knuckle):
    """A thumb that lies on the palm."""
    way = [(-20, -25, 0), (-30, -50, 0), (-10, -65, 0), (15, -60, 0)]
    return np.array(way, np.float32)


ALL = tuple(FINGERS)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (hand(*ALL), "open hand"),
        (hand(thumb=False), "fist"),
        (hand("index", "middle", thumb=False), "victory sign"),
        (hand("index", thumb=False), "pointing finger"),
        (hand("index", "pinky"), "love sign"),
        (hand(turned=90), "thumbs up"),  # the fist lies on its side and the thumb stands
        (hand(turned=-90), "thumbs down"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_sign_is_named(shown, expected):
    assert gesture(shown) == expected


@pytest.mark.parametrize(
    "shown",
    [
        hand(*ALL, turned=180),  # it hangs down
        hand(*ALL, turned=90),
        hand(*ALL, spread=0.1),  # fingers side by side, as of a hand that lies on something
        hand("index", "middle", thumb=False, spread=0.1),
        hand("ring", thumb=False),
        hand("index", "middle", "ring", thumb=False),
        hand(turned=0),  # the thumb is out and points aside
    ],
)
def test_a_hand_that_shows_nothing_has_no_name(shown):
    assert gesture(shown) is None


def test_a_finger_that_is_neither_straight_nor_closed_leaves_it_open():
    bent = hand(*ALL)
    bent.shape[8] = bent.shape[7] + np.array([28, 10, 0])  # the tip of the forefinger
    assert gesture(bent) is None
