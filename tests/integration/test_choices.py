"""An admin chooses an analyzer's model, and its workers begin anew with it."""

from dataclasses import replace

import pytest

from shared import choice
from shared.db import analyses, choices, steering, workers
from shared.db.steering import Steering
from shared.db.workers import Identity
from shared.pulse import Pulse
from shared.settings import Settings
from tests.integration.declared import Declared

ME = Identity("detect@attic:1", "detect", "attic", "1")


@pytest.fixture
def working(embedded):
    """A dispatcher and a worker whose model can be chosen."""
    return begun(embedded)


def begun(crew):
    crew.dispatcher()
    crew.fake = crew.worker("detect")
    crew.wait(lambda: model(crew) == "yolo26n.onnx")
    return crew


def choose(crew, name):
    with crew.connect() as conn:
        steering.steer(conn, "detect", Steering(chosen=name))


def model(crew):
    return crew.value("SELECT model FROM worker WHERE chosen = (SELECT chosen FROM analyzer)")


def made_by(crew, photo):
    return crew.value("SELECT model FROM analysis WHERE media_id = %(id)s", id=photo)


def test_a_worker_ends_its_file_and_goes_on_with_the_model_that_was_chosen(crew):
    working = begun(crew)
    before, waiting = working.add("slow 3"), working.add("label cat")
    working.wait(lambda: "running" in {row.state for row in working.rows()})
    held = next(row.media_id for row in working.rows() if row.state == "running")
    choose(working, "yolo11n.onnx")
    working.wait(lambda: model(working) == "yolo11n.onnx")
    later = working.add("label dog")
    working.wait_all()
    assert made_by(working, held) == "yolo26n.onnx"
    assert made_by(working, later) == "yolo11n.onnx"
    assert [working.row(photo).attempt for photo in (before, waiting, later)] == [1, 1, 1]
    assert working.fake.poll() is None  # the same process: nothing had to start it again
    assert working.stop(working.fake) in {0, 143}


def test_without_a_choice_the_setting_of_the_worker_holds_again(working):
    choose(working, "yolo11n.onnx")
    working.wait(lambda: model(working) == "yolo11n.onnx")
    choose(working, "")
    working.wait(lambda: model(working) == "yolo26n.onnx")
    assert working.value("SELECT count(*) FROM worker") == 1


def test_a_worker_that_starts_asks_for_the_choice_first(embedded):
    crew = embedded
    with crew.connect() as conn:
        analyses.register(conn, Declared())
    choose(crew, "yolo11n.onnx")
    crew.worker("detect")
    crew.wait(lambda: model(crew) == "yolo11n.onnx")


def test_files_wait_for_a_model_that_is_missing_and_nothing_is_lost(working):
    choose(working, "absent.onnx")
    said = working.wait(lambda: working.value("SELECT blocked FROM analyzer"))
    assert "absent.onnx is not in" in said
    assert "put the file there" in said
    photo = working.add("label cat")
    choose(working, "")
    working.wait_for(photo, "done")
    assert working.row(photo).attempt == 1


def test_a_worker_that_rests_still_rests_when_it_begins_anew(working):
    with working.connect() as conn:
        workers.wish(conn, workers.everyone(conn)[0].name, "pause")
    choose(working, "yolo11n.onnx")
    working.wait(lambda: model(working) == "yolo11n.onnx")
    with working.connect() as conn:
        assert [worker.state for worker in workers.everyone(conn)] == ["paused"]


def test_one_that_people_want_to_end_does_not_begin_anew(connect):
    with connect() as conn:
        analyses.register(conn, Declared())
    pulse = Pulse(connect, Offering(), ME)
    assert not pulse.tell()
    with connect() as conn:
        workers.wish(conn, ME.name, "drain")
        steering.steer(conn, "detect", Steering(chosen="yolo11n.onnx"))
    assert pulse.tell()
    assert not pulse.anew


def test_a_worker_elsewhere_reads_the_choice_and_says_what_it_has_but_chooses_nothing(connect, outsider):
    with connect() as conn:
        analyses.register(conn, Declared())
        steering.steer(conn, "detect", Steering(chosen="yolo11n.onnx"))
    with outsider.connect() as conn:
        workers.seen(conn, ME, Declared())
        assert choices.chosen(conn, "detect") == "yolo11n.onnx"
        choices.report(conn, ME.name, "", {"yolo11n.onnx": 7})
    with connect() as conn:
        assert [(held.name, held.bytes) for held in choices.reported(conn, "detect")] == [("yolo11n.onnx", 7)]
        assert not choices.settled(conn, "detect")
    with pytest.raises(Exception, match="permission denied"), outsider.connect() as conn:
        steering.steer(conn, "detect", Steering(chosen="other.onnx"))


@pytest.mark.parametrize(
    ("analyzer", "chosen", "settings"),
    [
        ("detect", "yolo11n.onnx", {"detect_model": "yolo11n.onnx"}),
        ("faces", "HOG", {"faces_detector": "hog"}),
        ("faces", "face_detection_yunet_2023mar.onnx", {"faces_detector": "yunet"}),
        ("attributes", "face-api", {"attributes_model": "face-api"}),
        ("ocr", "tesseract", {"ocr_engine": "tesseract"}),
        ("speech", "pocketsphinx", {"speech_engine": "pocketsphinx"}),
        ("speech", "faster-whisper-small", {"speech_engine": "faster-whisper", "speech_model": "small"}),
        ("phash", "anything", {}),
        ("detect", "", {}),
    ],
)
def test_a_choice_stands_for_settings(analyzer, chosen, settings):
    assert choice.meant(analyzer, chosen) == settings
    assert replace(Settings(), **settings)


class Offering(Declared):
    """One that can be asked as a worker's analyzer is."""

    def check(self):
        """It lacks nothing."""

    def models(self):
        """It has none."""
        return {}
