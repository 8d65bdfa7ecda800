"""MediaPipe's hands: 21 points each, numbered as it publishes them, and whether it is the left one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from pathlib import Path

import numpy as np

from services.pose.body import SURE, Body
from services.pose.palms import Palm, Palms
from shared.squares import Network, Numbers, Picture, Square

SIZE = 224  # px of the square that the network sees
POINTS = 21
ARMS = ((13, 15), (14, 16))  # the elbow and the wrist of both arms of a body
REACH = 2.0  # lengths of a forearm: the side of the square in which its hand is looked for
AHEAD = 0.3  # lengths of a forearm from the wrist to the middle of a hand
SMALLEST, MOST = 12, 20  # px of a palm, below which fingers cannot be told; and hands of one picture
OWN = 0.06  # of the square of a body: nearer than this to its wrist begins its own hand
SAME = 0.5  # of a palm's side: palms whose middles lie nearer are one


@dataclass(frozen=True)
class Hand:
    """A hand's points: 21 × 2 in px of the picture, and 21 × 3 as the network sees it, upright."""

    points: Numbers
    shape: Numbers
    left: bool
    score: float


class Hands:
    """Both networks in memory."""

    def __init__(self, palms: Path, hands: Path) -> None:
        self._palms = Palms(palms)
        self._network = Network(hands, SIZE, ("Identity", "Identity_1", "Identity_2"))

    def find(self, picture: Picture, bodies: list[Body]) -> list[Hand]:
        """The hands that the whole picture shows, and those at the arms of bodies, which may be small."""
        height, width = picture.shape[:2]
        squares = [Square(width / 2, height / 2, max(width, height)), *_reached(bodies)]
        palms = [palm for square in squares for palm in self._palms.find(picture, square)]
        hands = [self._mark(picture, palm) for palm in _each(palms)]
        return [hand for hand in hands if hand]

    def _mark(self, picture: Picture, palm: Palm) -> Hand | None:
        numbers, (flag,), (right,) = self._network.see(picture, palm.hand)
        if flag < SURE:
            return None
        shape = numbers.reshape(POINTS, 3)
        return Hand(palm.hand.out(shape[:, :2], SIZE), shape, left=bool(right < 0.5), score=float(flag))


def owner(hand: Hand, bodies: Sequence[Body]) -> int | None:
    """Which of the bodies has a wrist where the hand begins; None where none has."""
    far = {
        n: min(float(np.linalg.norm(body.points[wrist] - hand.points[0])) for _, wrist in ARMS) / body.side
        for n, body in enumerate(bodies)
    }
    nearest = min(far, key=lambda n: far[n], default=None)
    return nearest if nearest is not None and far[nearest] < OWN else None


def _reached(bodies: list[Body]) -> Iterator[Square]:
    """The squares in which the hands of bodies may be."""
    for body in bodies:
        for elbow, wrist in ARMS:
            if min(body.sure[elbow], body.sure[wrist]) < SURE:
                continue
            (x, y), (across, down) = body.points[wrist], body.points[wrist] - body.points[elbow]
            arm = max(hypot(across, down), body.side / 12)
            yield Square(float(x + AHEAD * across), float(y + AHEAD * down), REACH * arm)


def _each(palms: list[Palm]) -> list[Palm]:
    """Every palm once, the surest of those that are one."""
    found: list[Palm] = []
    for palm in sorted(palms, key=lambda one: -one.score):
        apart = (hypot(palm.x - one.x, palm.y - one.y) / max(palm.side, one.side) for one in found)
        if palm.side >= SMALLEST and all(far >= SAME for far in apart):
            found.append(palm)
    return found[:MOST]
