"""A library of four pictures, a model at work and a candidate, for the tests of models that change."""

import pytest

from shared.db import analyses, candidates, changeovers, details, editions, following, leases, media, progress
from shared.db.connection import value
from shared.db.search import Selection
from shared.domain import Finding, Job
from tests.integration.declared import Declared
from tests.integration.files import file

OLD, NEW = Declared(model="small@1"), Declared(model="large@2")


@pytest.fixture
def library(connect):
    """Four pictures in which the model at work found a cat each."""
    with connect() as conn:
        analyses.register(conn, OLD)
    ids = [file(connect, name=f"{n}.jpg") for n in range(4)]
    for media_id in ids:
        look(connect, media_id, "cat", edition=0)
    return ids


def look(connect, media_id, *labels, edition, version=1):
    with connect() as conn:
        analyses.plan(conn, media_id)
        job = Job(media_id, "detect", version, edition=edition)
        lease = leases.claim(conn, job, worker="w", seconds=60, attempts=5)
        assert lease, (media_id, edition)
        leases.finish(conn, lease, [Finding(label=label, score=0.9) for label in labels], model="m")
    return lease


def tried(connect, sample=None, chosen="large.onnx"):
    with connect() as conn:
        edition = editions.begin(conn, "detect", chosen, sample=sample, by="ada")
        candidates.take_up(conn, edition, NEW)
    return edition


def switch(connect, **wanted):
    with connect() as conn:
        changeovers.switch(conn, "detect", by="ada", **wanted)


def roll_back(connect):
    with connect() as conn:
        changeovers.roll_back(conn, "detect", by="ada")


def followed(connect, files=100):
    """Let search follow to the end; return in how many steps."""
    steps = 0
    while True:
        with connect() as conn:
            if not following.catch_up(conn, files):
                return steps
        steps += 1


def labels(connect, media_id):
    with connect() as conn:
        told = value(
            conn, "SELECT array_agg(label ORDER BY label) FROM media_label WHERE media_id = %(m)s", m=media_id
        )
    return told or []


def shown(connect, media_id):
    with connect() as conn:
        return sorted(found.label for found in details.detail(conn, media_id).findings)


def hits(connect, text):
    with connect() as conn:
        return media.count(conn, Selection(text=text))


def queued(connect):
    """How much is left to do by what is at work."""
    with connect() as conn:
        (found,) = progress.analyzers(conn)
    return found.waiting
