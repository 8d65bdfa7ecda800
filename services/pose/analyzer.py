"""Marks bodies and hands, and names what hands show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import cv2
import numpy as np
from PIL.Image import Image

from services.pose.body import Bodies, Body
from services.pose.gestures import gesture
from services.pose.hands import Hand, Hands, owner
from services.pose.persons import Persons, faced
from shared.analyzer import FrameAnalyzer
from shared.domain import Box, Finding, Outline
from shared.frames import Sampling
from shared.heads import YUNET, Heads
from shared.squares import Numbers, Picture, fractions
from shared.weights import Weights

PERSONS = "yolo26n.onnx"
BODY = "mediapipe/pose_landmark_full.tflite"
PALM, HAND = "mediapipe/palm_detection_full.tflite", "mediapipe/hand_landmark_full.tflite"


@dataclass(frozen=True)
class _Models:
    persons: Persons
    heads: Heads
    bodies: Bodies
    hands: Hands


class Poses(FrameAnalyzer):
    """Yields every body (33 points) and hand (21 points) without a word, and inside a hand what it shows.

    A hand is inside the body whose arm it ends.
    """

    name = "pose"
    version = 1
    discreet = True

    def __init__(
        self,
        weights: Weights,
        *,
        threshold: float = 0.75,
        threads: int = 0,
        sampling: Sampling = FrameAnalyzer.sampling,
    ) -> None:
        self._weights, self._threshold, self._threads = weights, threshold, threads
        self.sampling = sampling
        self._models: _Models | None = None

    def check(self) -> None:
        """Raise `MissingWeights` where one of its models is not there."""
        self._weights.path(YUNET)
        self.engine = f"opencv {cv2.__version__}, onnxruntime {version('onnxruntime')}"
        self.model = " ".join(self._weights.identity(name) for name in (PERSONS, BODY, PALM, HAND))

    def models(self) -> Mapping[str, int]:
        """The one set of weights there is for it, where all of it is there."""
        return self._weights.whole("mediapipe", (BODY, PALM, HAND))

    def load(self) -> None:
        """Bring the models into memory."""
        self.check()
        cv2.setNumThreads(self._threads or -1)
        path = self._weights.path
        self._models = _Models(
            Persons(path(PERSONS), threads=self._threads),
            Heads(path(YUNET), self._threshold),
            Bodies(path(BODY)),
            Hands(path(PALM), path(HAND)),
        )

    def look(self, image: Image) -> Iterator[Finding]:
        """Yield the bodies of one upright picture, its hands, and what they show."""
        picture, models = np.asarray(image), self._models
        if models is None:
            raise RuntimeError("the models are not in memory")
        persons = faced(models.persons.find(picture), models.heads.find(picture))
        bodies = models.bodies.find(picture, persons)
        found = [_body(body, picture) for body in bodies]
        yield from found
        for hand in models.hands.find(picture, bodies):
            yield from _hand(hand, picture, bodies, found)


def _body(body: Body, picture: Picture) -> Finding:
    outline = Outline("body", fractions(body.points, picture), tuple(map(float, body.sure)))
    return Finding(score=body.score, box=_box(body.seen, picture), outline=outline)


def _hand(
    hand: Hand, picture: Picture, bodies: Sequence[Body], found: Sequence[Finding]
) -> Iterator[Finding]:
    whose = owner(hand, bodies)
    marked = Finding(
        score=hand.score,
        box=_box(hand.points, picture),
        outline=Outline("left hand" if hand.left else "right hand", fractions(hand.points, picture)),
        parent=None if whose is None else found[whose],
    )
    yield marked
    if shown := gesture(hand):
        yield Finding(label=shown, score=hand.score, box=marked.box, parent=marked)


def _box(points: Numbers, picture: Picture) -> Box:
    """What points take up of the picture."""
    inside = np.clip(np.array(fractions(points, picture)), 0, 1)
    (left, top), (right, bottom) = inside.min(axis=0), inside.max(axis=0)
    return Box(float(left), float(top), float(right - left), float(bottom - top))
