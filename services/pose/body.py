"""MediaPipe's pose: 33 points of a body, numbered as it publishes them.

Beside them the network tells the middle of the hips and a point above the head, by which it wants to see
the body again: upright, in the middle, and whole.
"""

from dataclasses import dataclass
from math import atan2, hypot
from pathlib import Path

import numpy as np

from services.pose.persons import Edges, Person
from shared.heads import Head
from shared.squares import Network, Numbers, Picture, Square

SIZE = 256  # px of the square that the network sees
TOLD, POINTS = 39, 33
HIPS, CROWN = 33, 34
NECK = 11  # the first point below it
SHOULDERS = [11, 12]
EYES = [5, 2]  # the right one first, as YuNet tells them
AROUND = 1.25  # how much of the picture is seen around a body: MediaPipe's own figure
SURE = 0.5  # that there is a body, and of each point that it can be seen
FAINT = 0.2  # enough to look again
CUT = 0.96  # of a picture's height, below which a person's box ends at its edge
DOWN = (0.5, 0.75, 1.0)  # of a box: how far from its top the hips are, of a whole person and of one cut off
HIPS_BELOW, WHOLE = 3.3, 11.0  # heights of a face's box: from its middle to the hips; the whole square
NEAR = 0.2  # heights of a face's box: eyes that lie nearer are those of the face
BELOW = 0.6  # likewise: between the shoulders is no face
SAME = 0.1  # of a square's side: bodies whose points lie nearer are one
WITHIN = 0.5  # of the points that are sure: so many lie in the box of the person


@dataclass(frozen=True)
class Body:
    """A body's points, 33 × 2 in px of the picture; how sure each is, and that there is a body."""

    points: Numbers
    sure: Numbers
    score: float
    side: float  # px of the square that it was seen in

    @property
    def seen(self) -> Numbers:
        """The points that are sure; all where none is."""
        sure = self.points[self.sure >= SURE]
        return sure if len(sure) else self.points


class Bodies:
    """The network in memory."""

    def __init__(self, weights: Path) -> None:
        self._network = Network(weights, SIZE, ("Identity", "Identity_1"))

    def find(self, picture: Picture, persons: list[Person]) -> list[Body]:
        """The body of every person in whose box the network sees one, each once."""
        found: list[Body] = []
        for person in persons:
            body = self._mark(picture, person)
            if body and _shown(body, person.edges) and not any(_same(body, one) for one in found):
                found.append(body)
        return found

    def _mark(self, picture: Picture, person: Person) -> Body | None:
        """What is seen below the face; else the surest of what is seen where the hips of a box may be.

        They are lower where the picture cuts the person.  Where there is a face, it has to be the body's.
        """
        if person.face:
            below = self._twice(picture, _below(person.face))
            if below and _has(below, person.face):
                return below
        cut = person.edges[3] > CUT * picture.shape[0]
        squares = [_boxed(person.edges, down) for down in (DOWN if cut else DOWN[:1])]
        tried = [self._twice(picture, square) for square in squares]
        bodies = [body for body in tried if body and (not person.face or _has(body, person.face))]
        return max(bodies, key=lambda body: body.score * body.sure.mean(), default=None)

    def _twice(self, picture: Picture, square: Square) -> Body | None:
        """The body in a square: looked at again where the first look says that it is."""
        first, score = self._seen(picture, square)
        if score < FAINT:
            return None
        square = _around(square.out(first[:, :2], SIZE))
        points, score = self._seen(picture, square)
        if score < SURE:
            return None
        sure = 1 / (1 + np.exp(-points[:POINTS, 3:5].min(axis=1)))
        return Body(square.out(points[:POINTS, :2], SIZE), sure, score, square.side)

    def _seen(self, picture: Picture, square: Square) -> tuple[Numbers, float]:
        points, (flag,) = self._network.see(picture, square)
        return points.reshape(TOLD, 5), float(flag)


def _boxed(edges: Edges, down: float) -> Square:
    """The square to look at first, the hips `down` from the top of a person's box."""
    left, top, right, bottom = edges
    side = AROUND * 2 * down * max(right - left, bottom - top)
    return Square((left + right) / 2, top + down * (bottom - top), side)


def _below(face: Head) -> Square:
    """The square to look at first, the hips as far below a face as they are of somebody who stands."""
    (x, y), height = face.middle, face.edges[3]
    return Square(x, y + HIPS_BELOW * height, WHOLE * height)


def _has(body: Body, face: Head) -> bool:
    """Whether the eyes of a body are those of a face, and its shoulders outside of it."""
    apart = np.linalg.norm(body.points[EYES] - np.array(face.eyes), axis=1).mean()
    below = np.linalg.norm(body.points[SHOULDERS].mean(axis=0) - np.array(face.middle))
    return bool(apart < NEAR * face.edges[3] and below > BELOW * face.edges[3])


def _around(points: Numbers) -> Square:
    """The square around the hips that holds the whole body, its head above."""
    (x, y), (across, down) = points[HIPS], points[CROWN] - points[HIPS]
    return Square(float(x), float(y), 2 * AROUND * hypot(across, down), atan2(across, -down))


def _shown(body: Body, edges: Edges) -> bool:
    """Whether more than a head is seen of a body, and most of that in the box of the person."""
    left, top, right, bottom = edges
    x, y = body.points[body.sure >= SURE].T
    inside = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    return bool(body.sure[NECK:].max() >= SURE and inside.mean() >= WITHIN)


def _same(one: Body, other: Body) -> bool:
    apart = np.linalg.norm(one.points - other.points, axis=1).mean()
    return bool(apart < SAME * min(one.side, other.side))
