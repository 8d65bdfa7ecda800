"""What was found, arranged for the eye."""

from dataclasses import fields, replace

import pytest

from services.web import moments, seen
from shared.db.details import Analysis, Found

NOTHING = {field.name: None for field in fields(Found)}
FOUND = Found(**NOTHING | {"id": 1, "analysis_id": 7, "analyzer": "detect", "face": False})
BOXED = replace(FOUND, left=0.1, top=0.1, width=0.2, height=0.2)


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (replace(BOXED, label="cat"), "object"),
        (replace(BOXED, label="face", landmarks=[0.5, 0.5]), "face"),
        (replace(BOXED, label="face", analyzer="faces"), "face"),
        (replace(BOXED, text="exit"), "read"),
        (replace(FOUND, text="good morning"), "spoken"),
    ],
)
def test_a_finding_is_of_one_kind(found, kind):
    assert seen.kind(found) == kind


def test_marks_lie_where_something_was_found_and_never_beyond_the_end():
    found = [
        replace(BOXED, label="cat", start=5.0),
        replace(BOXED, id=2, label="dog", start=5.0),
        replace(FOUND, text="hello", start=2.0, end=4.0),
        replace(FOUND, text="late", start=99.0, end=None),
        replace(BOXED, label="of no time"),
    ]
    marks = [(mark.kind, mark.x, mark.width) for mark in moments.timeline(found, 10.0)]
    assert marks == [("object", 50.0, 0.8), ("spoken", 20.0, 20.0), ("spoken", 100, 0.8)]
    assert moments.timeline(found, None) == []


def test_an_object_is_counted_as_often_as_it_is_in_one_frame():
    found = [replace(BOXED, id=n, label="cat", score=n / 10, start=float(n // 2)) for n in range(5)]
    thing = seen.things(found)[0]
    assert (thing.count, thing.score, thing.start) == (2, 0.4, 0.0)


def test_each_kind_names_every_model_that_found_it_once():
    analysis = {field.name: None for field in fields(Analysis)} | {"analyzer": "detect", "version": 1}
    works = [Analysis(**analysis | {"id": 7, "model": "a"}), Analysis(**analysis | {"id": 8, "model": "a"})]
    found = [replace(BOXED, label="cat"), replace(BOXED, label="dog", analysis_id=8)]
    assert [work.id for work in seen.makers(found, works)["object"]] == [7]
