"""Live pictures: looked at between files by the workers of the house, and kept nowhere (P34)."""

import time
from io import BytesIO
from threading import Event, Thread

import psycopg2
import pytest
from PIL import Image

from services.web import glances as web_glances
from shared import glancing
from shared.analyzer import FrameAnalyzer
from shared.db import analyses, choices, glances, steering, workers
from shared.db.connection import pooled, run, value
from shared.db.steering import Steering
from shared.db.workers import Identity
from shared.domain import Box, Finding, Outline
from shared.errors import MissingWeights
from tests.integration.web import Browser, application, browser

HERE = Box(0.25, 0.25, 0.5, 0.5)


class Lookout(FrameAnalyzer):
    """Sees one thing, whose name tells the picture's size; one picture at a time."""

    name = "detect"
    engine = model = "lookout"

    def __init__(self, name="detect", rest=0.0):
        self.name, self.rest, self.inside, self.most = name, rest, 0, 0

    def look(self, image):
        self.inside += 1
        self.most = max(self.most, self.inside)
        time.sleep(self.rest)
        self.inside -= 1
        if image.width == 13:
            raise RuntimeError("a secret of the house")
        yield Finding(label=f"{image.mode} {image.width}", score=0.75, box=Box(0.25, 0.5, 0.25, 0.125))


def jpeg(width=320, height=200, form="JPEG"):
    made = BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, form)
    return made.getvalue()


@pytest.fixture
def employ(connect, database, monkeypatch):
    """Lets workers live that answer."""
    monkeypatch.setattr(glancing, "_WAIT", 0.2)
    monkeypatch.setattr(workers, "_SILENT", 600.0)  # nothing beats for them
    ends = []

    def employ(lookout, load=lambda: None, url=database, other=None):
        with connect() as conn:
            analyses.register(conn, lookout)
            workers.seen(conn, Identity(f"{lookout.name}@house:1", lookout.name), lookout)
            choices.report(conn, f"{lookout.name}@house:1", "", {"lookout": 1, "other.onnx": 2})
        ends.append(glancing.begin(lookout, load, url, other))

    yield employ
    for end in ends:
        end.set()


@pytest.fixture
def app(database, connect, tmp_path):
    return application(database, tmp_path, pooled(database, 6))


def look(who, *analyzers, frame=None):
    return who.post(
        "/api/glances",
        query_string={"analyzer": analyzers or ("detect",)},
        data=jpeg() if frame is None else frame,
        content_type="image/jpeg",
    )


def waiting(connect):
    with connect() as conn:
        return value(conn, "SELECT count(*) FROM glance")


def test_a_picture_is_looked_at_and_kept_nowhere(ada, connect, employ):
    employ(Lookout())
    employ(Lookout("faces"))
    [seen, faces] = look(ada, "faces", "detect").json["looks"]
    assert seen["analyzer"] == "detect"
    assert seen["findings"] == [{"label": "RGB 320", "score": 0.75, "box": [0.25, 0.5, 0.25, 0.125]}]
    assert (faces["analyzer"], faces["problem"]) == ("faces", None)
    assert waiting(connect) == 0
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM finding") == 0
        assert value(conn, "SELECT relpersistence FROM pg_class WHERE relname = 'glance'") == "u"


def test_a_live_picture_comes_between_pictures_of_files(ada, connect, employ):
    lookout = Lookout(rest=0.05)
    employ(lookout)
    over = Event()

    def work():
        while not over.is_set():
            list(lookout.look(Image.new("RGB", (99, 9))))

    busy = Thread(target=work)
    busy.start()
    try:
        told = [look(ada).json["looks"][0] for _ in range(3)]
    finally:
        over.set()
        busy.join()
    assert [one["findings"][0]["label"] for one in told] == ["RGB 320"] * 3
    assert lookout.most == 1


def test_a_worker_of_another_machine_looks_too(ada, connect, employ, outsider):
    """With its own login, which sees what is for its analyzers, and not who asks."""
    employ(Lookout(), url=outsider.url)
    assert look(ada).json["looks"][0]["findings"][0]["label"] == "RGB 320"
    assert waiting(connect) == 0


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT viewer FROM glance",
        "INSERT INTO glance (viewer, analyzer, frame) VALUES ('x', 'detect', 'x')",
        "DELETE FROM glance",
        "UPDATE glance SET frame = 'x'",
        "UPDATE glance SET answer = '[]'",
        "UPDATE glance SET answer = jsonb_build_object('findings', repeat('x', 300000))",
    ],
)
def test_a_worker_of_another_machine_does_no_more_than_answer(connect, outsider, sql):
    with connect() as conn:
        glances.ask(conn, "somebody", {"detect": ""}, b"x")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), outsider.connect() as conn:
        run(conn, sql)


def test_a_worker_of_another_machine_sees_neither_the_pictures_of_others_nor_old_ones(connect, outsider):
    with connect() as conn:
        glances.ask(conn, "somebody", {"detect": "", "faces": ""}, b"x")
        glances.ask(conn, "anybody", {"detect": ""}, b"x")
        run(conn, "UPDATE glance SET asked_at = now() - interval '11 seconds' WHERE viewer = 'anybody'")
    with outsider.connect() as conn:
        assert value(conn, "SELECT array_agg(analyzer) FROM glance") == ["detect"]
        assert run(conn, "UPDATE glance SET answer = '{}'") == 1


def test_another_model_may_be_asked(ada, employ):
    other = Lookout()
    other.look = lambda _: iter([Finding(label="otherwise", score=0.5)])
    asked = []
    employ(Lookout(), other=lambda model: asked.append(model) or other)
    assert look(ada, "detect:other.onnx").json["looks"][0]["findings"][0]["label"] == "otherwise"
    assert look(ada).json["looks"][0]["findings"][0]["label"] == "RGB 320"
    assert asked == ["other.onnx"]
    assert look(ada, "detect:x.onnx").json["looks"][0]["problem"] == "no worker has the model x.onnx"


def test_what_is_read_is_told_and_what_is_switched_off_does_not_look(ada, connect, employ):
    reading, moods = Lookout("ocr"), Lookout("attributes")
    reading.look = lambda _: iter([Finding(text="EXIT", score=0.9, box=Box(0, 0, 1, 1))])
    moods.discreet = True
    employ(reading)
    employ(moods)
    read, told = look(ada, "ocr", "attributes").json["looks"]
    assert read["findings"][0]["label"] == "EXIT"
    assert told["problem"] == "it is switched off in the settings"
    assert "Age and gender" not in ada.get("/live").text
    with connect() as conn:
        steering.steer(conn, "attributes", Steering(active=True))
    assert look(ada, "attributes").json["looks"][0]["findings"]
    page = ada.get("/live").text
    assert "Age and gender" in page
    assert "Emotions" in page


def test_points_are_told_with_their_outline_and_gestures_in_words(ada, employ):
    poses = Lookout("pose")
    hand = Finding(score=0.8, box=HERE, outline=Outline("left hand", ((0.25, 1.5),) * 21))
    body = Finding(score=0.9, box=HERE, outline=Outline("body", ((0.5, 0.5),) * 33, (0.125,) * 33))
    poses.look = lambda _: iter([body, hand, Finding(label="fist", score=0.8, box=HERE, parent=hand)])
    employ(poses)
    [told] = look(ada, "pose").json["looks"]
    outlines = [found.get("outline") for found in told["findings"]]
    assert outlines[0] == {"kind": "body", "points": [0.5] * 66, "sure": [0.12] * 33}
    assert outlines[1] == {"kind": "left hand", "points": [0.25, 1.5] * 21, "sure": None}
    assert (outlines[2], told["findings"][2]["label"]) == (None, "fist")
    for toggle in ("Bodies", "Hands", "Gestures", "Face mesh", "Irises"):
        assert toggle in ada.get("/live").text


def test_what_went_wrong_is_said_without_its_secrets(ada, connect, employ, monkeypatch):
    monkeypatch.setattr(web_glances, "PATIENCE", 1.0)
    assert look(ada).json["looks"][0]["problem"] == "no worker is there to look"

    def missing():
        raise MissingWeights("yolo26n.onnx is not there")

    employ(Lookout("faces"), missing)
    assert look(ada, "faces").json["looks"][0]["problem"] == "yolo26n.onnx is not there"
    employ(Lookout())
    assert look(ada, frame=jpeg(13)).json["looks"][0]["problem"] == "it failed: RuntimeError"
    assert "at most 1280" in look(ada, frame=jpeg(1300)).json["looks"][0]["problem"]
    assert look(ada, frame=b"\xff\xd8\xffno picture").json["looks"][0]["problem"].startswith("it failed")
    assert look(ada).json["looks"][0]["findings"], "and it goes on looking"


def test_one_picture_of_an_account_at_a_time(ada, connect, employ):
    employ(Lookout(rest=0.6))
    answers, other = [], ada.client.application.test_client()
    other.set_cookie("session", ada.client.get_cookie("session").value)
    both = [
        Thread(target=lambda who=who: answers.append(look(who).status_code))
        for who in (ada, Browser(other, ada.headers))
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(answers) == [200, 429]


def test_who_waits_no_more_leaves_nothing(ada, connect, employ, monkeypatch):
    monkeypatch.setattr(web_glances, "PATIENCE", 0.2)
    employ(Lookout(rest=1.0))
    assert look(ada).json["looks"][0]["problem"] == "it took too long"
    assert waiting(connect) == 0
    with connect() as conn:
        glances.ask(conn, "somebody", {"detect": ""}, b"x")
        run(conn, "UPDATE glance SET asked_at = now() - interval '1 minute'")
        assert glances.take(conn, "detect") is None
        assert glances.ask(conn, "somebody", {"detect": ""}, b"x"), "what was left behind stops nobody"


@pytest.mark.parametrize(
    ("frame", "analyzers", "status"),
    [(b"GIF89a", ("detect",), 400), (jpeg(form="PNG"), ("detect",), 400), (b"", ("detect",), 400),
     (None, ("speech",), 400), (b"\xff\xd8\xff" * 200_000, ("detect",), 413)],
)  # fmt: skip
def test_what_is_no_live_picture_is_refused(ada, frame, analyzers, status):
    assert look(ada, *analyzers, frame=frame).status_code == status


def test_only_members_watch_and_only_on_this_page_a_camera_is_allowed(app, ada, connect):
    viewer = browser(app, connect, "viewer")
    assert viewer.get("/live").status_code == 403
    assert look(viewer).status_code == 403
    page = ada.get("/live")
    assert page.headers["Permissions-Policy"] == "camera=(self), microphone=(), geolocation=()"
    assert "camera=()" in ada.get("/").headers["Permissions-Policy"]
