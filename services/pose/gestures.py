"""Names what a hand shows, by which of its fingers are straight, how it is held and where its thumb points.

A finger is straight where its two outer joints together bend less than `STRAIGHT` degrees, and closed where
they bend more than `CLOSED`; with a finger in between nothing is named.  A thumb is out where it is straight
and its tip farther from the knuckle of the forefinger than `OUT` of the palm's length.  A hand that is
not held up shows nothing but its thumb, which has to be the highest or the lowest part of it.
"""

import numpy as np

from services.pose.hands import Hand
from shared.squares import Numbers

STRAIGHT, CLOSED = 35, 90  # degrees
OUT, FAR = 0.55, 0.25  # of the palm, from the wrist to the knuckle of the middle finger
UP = 0.6  # cosine of the angle between a palm and upright, above which the hand is held up
SPREAD = 8  # degrees, at least, from the first to the last finger that is straight, by finger between them
WRIST, KNUCKLE, MIDDLE, TIP = 0, 5, 9, 4
THUMB = (1, 2, 3, TIP)
FINGERS = ((5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))  # from the knuckle to the tip
Held = tuple[tuple[bool, ...], bool]  # which fingers are straight, and whether the thumb is out
SHOWN: dict[Held, str] = {
    ((True, True, True, True), True): "open hand",
    ((False, False, False, False), False): "fist",
    ((True, True, False, False), False): "victory sign",
    ((True, False, False, False), False): "pointing finger",
    ((True, False, False, True), True): "love sign",
}
SPREADING = {"open hand": (0, 3), "victory sign": (0, 1)}


def gesture(hand: Hand) -> str | None:
    """What the hand shows, if it is one of the signs that are known."""
    bends = [_bend(hand.shape[list(finger)]) for finger in FINGERS]
    if any(STRAIGHT <= bend <= CLOSED for bend in bends):
        return None
    fingers, out = tuple(bend < STRAIGHT for bend in bends), _thumb_out(hand.shape)
    if out and not any(fingers):
        return _thumb(hand.points)
    shown = SHOWN.get((fingers, out)) if _held_up(hand.points) else None
    if shown in SPREADING and _spread(hand.shape, *SPREADING[shown]) < SPREAD:
        return None
    return shown


def _bend(finger: Numbers) -> float:
    """Degrees by which a finger's outer part is turned against its inner part."""
    return _angle(finger[1] - finger[0], finger[3] - finger[2])


def _thumb_out(shape: Numbers) -> bool:
    palm = np.linalg.norm(shape[MIDDLE] - shape[WRIST])
    apart = np.linalg.norm(shape[TIP] - shape[KNUCKLE])
    return bool(_bend(shape[list(THUMB)]) < STRAIGHT and apart > OUT * palm)


def _thumb(points: Numbers) -> str | None:
    """Where the thumb points that alone is out: up or down in the picture, or nowhere in particular."""
    margin = FAR * float(np.linalg.norm(points[MIDDLE] - points[WRIST]))
    others = points[[WRIST, *(n for finger in FINGERS for n in finger)], 1]
    if points[TIP, 1] < others.min() - margin:
        return "thumbs up"
    return "thumbs down" if points[TIP, 1] > others.max() + margin else None


def _held_up(points: Numbers) -> bool:
    across, down = points[MIDDLE] - points[WRIST]
    return bool(-down > UP * np.hypot(across, down))


def _spread(shape: Numbers, first: int, last: int) -> float:
    """Degrees between two fingers, for each that lies between."""
    one, other = (shape[FINGERS[n][-1]] - shape[FINGERS[n][0]] for n in (first, last))
    return _angle(one, other) / (last - first)


def _angle(one: Numbers, other: Numbers) -> float:
    """Degrees between two directions."""
    length = max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9)
    return float(np.degrees(np.arccos(np.clip(one @ other / length, -1, 1))))
