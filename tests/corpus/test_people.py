"""Faces of real people find to each other, and names outlive another detector (A46, demand rows 4 and 5)."""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest

from services.faces.analyzer import Faces
from shared.db import persons
from shared.db.connection import rows, value
from shared.weights import Weights
from tests.corpus.ingested import ingest
from tests.integration.faces import settle
from tests.integration.web import analysed, photo

__all__ = ["ingest"]


@pytest.fixture
def looked(corpus, models, ingest):
    """The faces of every labelled photo, by detector."""
    with (corpus / "faces" / "gt" / "identities.csv").open() as lines:
        labelled = list(csv.reader(lines))[1:]

    def look(detector):
        analyzer = Faces(Weights(models), detector=detector)
        analyzer.load()
        return {name: list(analyzer.analyze(ingest(corpus / name))) for name, *_ in labelled}

    return labelled, look


def labels(labelled, found):
    """Which face is whose: the largest, or in company the one most like the others of that person."""
    known, told = defaultdict(list), {}
    for name, who, _, others in labelled:
        described = [face for face in found[name] if face.embedding]
        if described and not others and "|" not in who:
            largest = max(described, key=lambda face: face.box.width * face.box.height)
            told[name, largest.box] = who
            known[who].append(largest.embedding)
    for name, people, _, others in labelled:
        described = [face for face in found[name] if face.embedding]
        for who in people.split("|") if described and (others or "|" in people) else ():
            if known[who]:
                nearest = min(described, key=lambda face: mean_distance(face, known[who]))
                told[name, nearest.box] = who
    return told


def mean_distance(face, others):
    return float(np.mean([np.linalg.norm(np.subtract(face.embedding, other)) for other in others]))


@dataclass(frozen=True)
class Face:
    name: str
    person_id: int | None
    left: float
    top: float

    @property
    def place(self):
        return self.name, round(self.left, 4), round(self.top, 4)


def grouped(connect):
    """Every face that serves, and the person that it belongs to."""
    sql = """
        SELECT media.name, person_id, box_left AS left, box_top AS top
          FROM belonging JOIN finding ON finding.id = finding_id JOIN media ON media.id = finding.media_id
          JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = media.id
        """
    with connect() as conn:
        return rows(conn, Face, sql)


def identities(connect, told):
    """(who it is, the group that it is in) of every labelled face."""
    places = {(name, round(box.left, 4), round(box.top, 4)): who for (name, box), who in told.items()}
    return [(places[face.place], face) for face in grouped(connect) if face.place in places]


def scored(pairs):
    """Precision and recall over pairs of faces."""
    counts = Counter(
        (one == other, a.person_id is not None and a.person_id == b.person_id)
        for (one, a), (other, b) in combinations(pairs, 2)
    )
    right = counts[True, True]
    return right / (right + counts[False, True]), right / (right + counts[True, False])


def analyse(connect, files, found, version):
    for name, media_id in files.items():
        analysed(connect, media_id, "faces", found[name], version=version)
    settle(connect)


def test_people_are_told_apart_and_keep_their_names_with_another_detector(looked, connect):
    labelled, look = looked
    yunet, hog = look("yunet"), look("hog")
    files = {name: photo(connect, name) for name, *_ in labelled}
    analyse(connect, files, yunet, version=2)
    pairs = identities(connect, labels(labelled, yunet))
    precision, recall = scored(pairs)
    print(f"\n{len(pairs)} labelled of {sum(map(len, yunet.values()))} faces")
    print(f"pairwise precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= 0.98
    assert recall >= 0.90

    names = named(connect, pairs)
    analyse(connect, files, hog, version=3)
    again = identities(connect, labels(labelled, hog))
    kept = [(who, names.get(face.person_id)) for who, face in again if who in names.values()]
    right = sum(who == name for who, name in kept)
    wrong = [(who, name) for who, name in kept if name not in {who, None}]
    precision, recall = scored(again)
    print(f"with HOG: {right} of {len(kept)} faces of named people have their name, {len(wrong)} another")
    print(f"pairwise precision {precision:.3f}, recall {recall:.3f}")
    assert not wrong
    assert right >= 0.95 * len(kept)
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM person WHERE name <> ''") == len(names)


def named(connect, pairs):
    """Name the largest group of everybody after them; names by person."""
    sizes = Counter((who, face.person_id) for who, face in pairs if face.person_id)
    names = {}
    for (who, person_id), size in sizes.most_common():
        if size > 1 and who not in names.values() and person_id not in names:
            names[person_id] = who
            with connect() as conn:
                persons.name(conn, person_id, who, "ada")
    return names
