"""One worker works with two models: its own, and that of a candidate, whose findings are kept apart."""

import pytest

from shared.db import changeovers, editions
from tests.integration.test_choices import begun, model


@pytest.fixture
def working(embedded):
    """A dispatcher and a worker of a model that can be chosen, with three pictures looked at."""
    crew = begun(embedded)
    crew.photos = [crew.add(f"label cat{n}") for n in range(3)]
    crew.wait_all()
    return crew


def begin(crew, chosen, sample=None):
    with crew.connect() as conn:
        return editions.begin(conn, "detect", chosen, sample=sample, by="ada")


def made(crew):
    """Which model looked at how many files, by edition."""
    sql = """
        SELECT jsonb_object_agg(key, n) FROM (SELECT edition || ' ' || model AS key, count(*) AS n
          FROM analysis WHERE state = 'done' GROUP BY edition, model) AS told
        """
    return crew.value(sql)


def test_a_candidate_looks_at_its_sample_in_the_same_worker_which_goes_on_with_its_own(working):
    edition = begin(working, "yolo11n.onnx", sample=2)
    working.wait(lambda: made(working) == {"0 yolo26n.onnx": 3, f"{edition} yolo11n.onnx": 2})
    working.add("label dog")
    working.wait(lambda: made(working)["0 yolo26n.onnx"] == 4)
    assert model(working) == "yolo26n.onnx"
    assert working.value("SELECT count(DISTINCT worker) FROM analysis") == 1
    assert working.value("SELECT model FROM edition") == "yolo11n.onnx"
    told = "SELECT array_agg(model ORDER BY model) FROM model_load WHERE machine <> '' AND seconds >= 0"
    assert working.value(told) == ["yolo11n.onnx", "yolo26n.onnx"]


def test_after_the_switch_and_after_the_way_back_new_files_get_the_model_that_serves(working):
    edition = begin(working, "yolo11n.onnx", sample=1)
    working.wait(lambda: f"{edition} yolo11n.onnx" in made(working))
    with working.connect() as conn:
        changeovers.switch(conn, "detect", by="ada")
    working.wait(lambda: model(working) == "yolo11n.onnx")
    working.add("label dog")
    working.wait(lambda: made(working) == {"0 yolo26n.onnx": 3, f"{edition} yolo11n.onnx": 4})
    with working.connect() as conn:
        changeovers.roll_back(conn, "detect", by="ada")
    working.wait(lambda: model(working) == "yolo26n.onnx")
    working.wait(lambda: made(working) == {"0 yolo26n.onnx": 4, f"{edition} yolo11n.onnx": 4})
    assert len(working.looks()) == 8  # nothing was looked at twice by the same
    assert working.wait(lambda: working.value("SELECT bool_and(indexed_at IS NOT NULL) FROM changeover"))


def test_a_candidate_whose_weights_are_missing_waits_and_says_so(working):
    begin(working, "absent.onnx", sample=1)
    said = working.wait(lambda: working.value("SELECT blocked FROM edition"))
    assert "absent.onnx is not in" in said
    photo = working.add("label dog")
    assert working.wait_for(photo, "done")


def test_a_file_of_weights_that_changed_meanwhile_is_another_model_and_stops_the_trial(working):
    """The same name and another content: what it would find is not what the comparison is about."""
    working.value("UPDATE analyzer SET paused = true RETURNING 1")
    begin(working, "yolo11n.onnx", sample=2)
    working.wait(lambda: working.value("SELECT version FROM edition"))
    working.value("UPDATE edition SET model = 'yolo11n.onnx@before' RETURNING 1")
    working.value("UPDATE analyzer SET paused = false RETURNING 1")
    said = working.wait(lambda: working.value("SELECT blocked FROM edition"))
    assert said == "it was begun with yolo11n.onnx@before, and yolo11n.onnx lies here now; begin a new one"
    assert made(working) == {"0 yolo26n.onnx": 3}
    assert working.value("SELECT count(*) FROM analysis WHERE state = 'failed'") == 0
