"""Mean average precision of boxes, as COCO counts it at one overlap."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Labelled:
    """A box in one picture: (left, top, right, bottom) in fractions; the truth has score 1."""

    picture: str
    label: str
    corners: tuple[float, float, float, float]
    score: float = 1.0


def mean_average_precision(found: list[Labelled], truth: list[Labelled], overlap: float = 0.5) -> float:
    """Mean over the classes of the truth of the 101-point interpolated average precision."""
    of = {label: [box for box in truth if box.label == label] for label in {box.label for box in truth}}
    got = defaultdict(list)
    for box in found:
        got[box.label].append(box)
    return float(np.mean([average_precision(got[label], boxes, overlap) for label, boxes in of.items()]))


def average_precision(found: list[Labelled], truth: list[Labelled], overlap: float) -> float:
    """Area under the precision over recall of one class."""
    free, hits = set(truth), []
    for box in sorted(found, key=lambda box: -box.score):
        near = [other for other in free if other.picture == box.picture]
        best = max(near, key=lambda other: shared_area(box, other), default=None)
        hits.append(best is not None and shared_area(box, best) >= overlap)
        if hits[-1]:
            free.discard(best)
    right = np.cumsum(hits) if hits else np.zeros(0)
    recall, precision = right / len(truth), right / np.arange(1, len(right) + 1)
    return float(np.mean([max(precision[recall >= level], default=0) for level in np.linspace(0, 1, 101)]))


def shared_area(one: Labelled, other: Labelled) -> float:
    """Intersection over union."""
    (a, b, c, d), (e, f, g, h) = one.corners, other.corners
    common = max(min(c, g) - max(a, e), 0) * max(min(d, h) - max(b, f), 0)
    return common / ((c - a) * (d - b) + (g - e) * (h - f) - common) if common else 0.0
