"""Faces in real photos are counted right, and the same person is told from another."""

import csv
import time

import numpy as np
import pytest

from services.faces.analyzer import Faces
from shared.domain import SAME_PERSON
from shared.heads import SEEN
from shared.weights import Weights
from tests.corpus.ingested import ingest

__all__ = ["ingest"]


@pytest.fixture(scope="module")
def faces(models):
    analyzer = Faces(Weights(models), detector="yunet")
    analyzer.load()
    return analyzer


def rows(file):
    with file.open() as lines:
        return list(csv.reader(lines))[1:]


def right(found, wanted, kind):
    return {"exact": found == wanted, "min": found >= wanted, "max": found <= wanted}[kind]


def test_a43_the_faces_of_nine_photos_in_ten_are_counted_right(corpus, faces, ingest):
    wrong, seconds = [], 0.0
    counts = rows(corpus / "faces" / "gt" / "counts.csv")
    for name, wanted, kind, *_ in counts:
        photo = ingest(corpus / name)
        began = time.perf_counter()
        found = len(list(faces.analyze(photo)))
        seconds += time.perf_counter() - began
        if not right(found, int(wanted), kind):
            wrong.append(f"{name}: {found}, not {wanted} ({kind})")
    share = 1 - len(wrong) / len(counts)
    print(f"\n{faces.model}: right count on {share:.1%} of {len(counts)}; wrong: {wrong or 'none'}")
    print(f"{1000 * seconds / len(counts):.0f} ms a photo, {SEEN} px")
    assert share >= 0.90


def test_a52_one_distance_tells_the_same_person_from_another(corpus, faces, ingest):
    pairs = rows(corpus / "faces" / "gt" / "pairs_deepface.csv")
    largest = {name: face(faces, ingest(corpus / name)) for pair in pairs for name in pair[:2]}
    told = [
        (distance(largest[one], largest[other]) < SAME_PERSON) == (same == "1") for one, other, same in pairs
    ]
    print(f"\nright answer on {np.mean(told):.1%} of {len(told)} pairs at distance {SAME_PERSON}")
    assert np.mean(told) >= 0.97


def face(faces, photo):
    return max(faces.analyze(photo), key=lambda found: found.box.width * found.box.height, default=None)


def distance(one, other):
    if one is None or other is None:
        return np.inf
    return float(np.linalg.norm(np.subtract(one.embedding, other.embedding)))
