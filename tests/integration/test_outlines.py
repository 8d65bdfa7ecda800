"""Points of faces, bodies and hands: kept in few bytes, handed out as they were, hidden while off."""

import json

import pytest
from click.testing import CliRunner

from services.cli.show import show_command
from shared.db import analyses, outlines, steering
from shared.db.connection import value
from shared.db.steering import Steering
from shared.domain import Box, Finding, Outline
from tests.integration.web import Declared, analysed, application, browser, photo

HERE = Box(0.1, 0.2, 0.3, 0.4)
BODY = Finding(score=0.9, box=HERE, outline=Outline("body", ((0.5, -0.25),) * 33, (1.0,) * 32 + (0.2,)))
HAND = Finding(score=0.8, box=HERE, outline=Outline("left hand", ((0.25, 0.75),) * 21), parent=BODY)
THUMB = Finding(label="thumbs up", score=0.8, box=HERE, parent=HAND)
FACE = Finding(score=0.7, box=HERE, outline=Outline("face", tuple((n / 500, 9.0) for n in range(478))))


@pytest.fixture
def ada(database, connect, tmp_path):
    return browser(application(database, tmp_path, connect), connect)


@pytest.fixture
def party(connect):
    media_id = photo(connect)
    analysed(connect, media_id, "pose", [BODY, HAND, THUMB])
    return media_id


def handed_out(ada, media_id):
    return ada.get(f"/api/media/{media_id}/outlines").json["outlines"]


def test_points_come_back_as_they_were_with_what_a_hand_shows(ada, connect, party):
    analysed(connect, party, "mesh", [FACE])
    body, hand, face = handed_out(ada, party)
    assert (body["kind"], body["points"], body["sure"][-2:]) == ("body", [0.5, -0.25] * 33, [1.0, 0.2])
    assert (hand["kind"], hand["points"], hand["sure"]) == ("left hand", [0.25, 0.75] * 21, None)
    assert (hand["gesture"], hand["parent_id"]) == ("thumbs up", body["id"])
    assert face["points"][2] == pytest.approx(1 / 500, abs=1 / 8192)
    assert face["points"][1] == pytest.approx(4, abs=0.001)  # so far out and no farther


def test_a_face_takes_two_kilobytes_and_is_in_no_list_of_what_was_found(ada, connect):
    media_id = photo(connect)
    analysed(connect, media_id, "mesh", [FACE])
    with connect() as conn:
        assert value(conn, "SELECT pg_column_size(points) FROM outline") < 2000
    assert ada.get(f"/api/media/{media_id}").json["findings"] == []


def test_a_gesture_is_a_look_and_can_be_searched_for(ada, party):
    assert ada.get('/api/media?q=look:"thumbs up"').json["items"][0]["id"] == party
    assert ada.get("/api/media?q=thumbs").json["items"][0]["id"] == party
    assert ada.get("/api/media?object=thumbs+up").json["items"] == []


def test_what_an_analyzer_found_is_hidden_while_it_is_switched_off(ada, connect):
    with connect() as conn:
        analyses.register(conn, Declared("pose", discreet=True))
        steering.steer(conn, "pose", Steering(active=True))
    media_id = photo(connect)
    analysed(connect, media_id, "pose", [BODY, HAND, THUMB])
    assert len(handed_out(ada, media_id)) == 2
    with connect() as conn:
        steering.steer(conn, "pose", Steering(active=False))
        assert outlines.counts(conn, media_id) == {}
    assert handed_out(ada, media_id) == []


def test_the_command_line_tells_of_them_too(database, connect, party, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database)
    told = CliRunner().invoke(show_command, [str(party)]).output
    assert "  body      33 points\n  left hand 21 points, thumbs up" in told
    whole = json.loads(CliRunner().invoke(show_command, [str(party), "--json"]).output)
    assert [one["kind"] for one in whole["outlines"]] == ["body", "left hand"]


def test_layers_are_counted_in_a_film_as_many_as_are_there_at_once(connect):
    media_id = photo(connect)
    each = [
        Finding(score=0.9, start=float(n // 2), outline=Outline("face", ((n / 9, 0.5),))) for n in range(6)
    ]
    analysed(connect, media_id, "mesh", each)
    with connect() as conn:
        assert outlines.counts(conn, media_id) == {"mesh": 2}


def test_a_file_that_is_not_there_has_no_points(ada):
    assert ada.get("/api/media/999/outlines").status_code == 404
