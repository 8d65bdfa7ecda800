"""The page on which an admin tries a model, compares it, switches and goes back."""

import pytest

from shared.db import analyses, candidates, editions, leases, loads
from shared.db.connection import run, value
from shared.domain import Box, Finding, Job
from tests.integration import tried as trial
from tests.integration.declared import Declared
from tests.integration.files import file
from tests.integration.tried import look, shown, tried
from tests.integration.web import application, browser

library = trial.library
PAGE = "/settings/analyzers/detect/models"


@pytest.fixture
def app(database, connect, tmp_path):
    (tmp_path / "inbox").mkdir()
    return application(database, tmp_path, connect, models_dir=tmp_path)


@pytest.fixture
def send(send):
    return lambda verb, **form: send(f"{PAGE}/{verb}", **form)


def rows(page):
    """The cells of the comparison's table by kind."""
    table = page.split('aria-labelledby="compared-title"><table')[1].split("</table>")[0]
    lines = [line for line in table.split("<tr")[1:] if 'scope="row"' in line]
    found = {}
    for line in lines:
        name = line.split('scope="row">')[1].split("</th>")[0]
        found[name] = [cell.split("</td>")[0] for cell in line.split('class="number">')[1:]]
    return found


def test_the_comparison_counts_what_is_agreed_gained_and_lost(root, connect, library):
    edition = tried(connect)
    look(connect, library[0], "cat", "dog", edition=edition)
    look(connect, library[1], edition=edition)
    page = root.get(PAGE).text
    assert rows(page) == {"All": ["1", "1", "1"], "cat": ["1", "", "1"], "dog": ["0", "1", ""]}
    assert "2 files that both looked at." in page
    assert "50.0 %" in page or "50.0%" in page or "50%" in page  # of the library, honestly
    assert page.count('class="panel example"') == 2


def test_a_model_is_tried_switched_to_and_taken_back_by_clicks(root, send, connect, library):
    assert send("try", model="yolo26n.onnx", sample="50").status_code == 303
    with connect() as conn:
        found = editions.candidate(conn, "detect")
        candidates.take_up(conn, found.id, trial.NEW)
    assert (found.chosen, found.sample, found.by_name) == ("yolo26n.onnx", 50, "a admin")
    look(connect, library[0], "dog", edition=found.id)
    assert "Let it serve" in root.get(PAGE).text
    assert send("switch").status_code == 303
    assert shown(connect, library[0]) == ["dog"]
    assert "Go back to the former" in root.get(PAGE).text
    assert send("back").status_code == 303
    assert shown(connect, library[0]) == ["cat"]
    assert "Go forward again" in root.get(PAGE).text


def test_the_time_of_a_file_and_of_loading_stand_beside_each_other(root, connect, library):
    edition = tried(connect)
    for one in library[:3]:
        look(connect, one, "dog", edition=edition)
    with connect() as conn:
        run(conn, "UPDATE analysis SET ended_at = started_at + interval '0.2 s'")
        slow = "UPDATE analysis SET ended_at = started_at + interval '9 s' WHERE media_id = %(m)s"
        run(conn, slow, m=library[0])  # it was loaded then
        run(conn, "UPDATE analysis SET ended_at = started_at + interval '0.5 s' WHERE edition > 0")
        loads.note(conn, Declared(engine="", model="m"), worker="w", seconds=1.25)
    page = root.get(PAGE).text
    assert "Half of the files take less than 0.50 s instead of 0.20 s." in page
    assert "in memory after 1.2 s instead of 1.2 s" in page


def test_a_film_is_shown_at_the_second_at_which_most_differs(root, connect):
    with connect() as conn:
        analyses.register(conn, trial.OLD)
    film = file(connect, name="a.mp4", kind="video", mime="video/mp4", width=640, height=360)
    edition = tried(connect)
    here, there = Box(0.1, 0.1, 0.2, 0.2), Box(0.6, 0.6, 0.2, 0.2)
    old = [Finding("cat", score=0.9, box=here, start=5.0), Finding("cat", score=0.9, box=here, start=20.0)]
    new = [Finding("cat", score=0.9, box=here, start=20.0)] + [
        Finding(label, score=0.9, box=there, start=20.0) for label in ("dog", "hare")
    ]
    seen(connect, film, old, 0)
    seen(connect, film, new, edition)
    page = root.get(PAGE).text
    example = page.split('class="panel example"')[1].split("</section>")[0]
    assert f"/api/media/{film}/video#t=20.00" in example
    assert example.count('<rect class="agreed"') == 2
    assert example.count('<rect class="gained"') == 2
    assert example.count('<rect class="lost"') == 0  # that is five seconds from the start
    assert "at 0:20, where they differ most" in example
    assert "1 difference at other moments" in example


def test_as_many_files_are_compared_and_tried_as_are_asked_for(root, send, connect, library):
    edition = tried(connect)
    for one in library:
        look(connect, one, "dog", edition=edition)
    assert "4 files that both looked at." in root.get(PAGE).text
    assert "2 files that both looked at." in root.get(f"{PAGE}?files=2").text
    assert root.get(f"{PAGE}?files=x").status_code == 200
    assert 'value="5000"' in root.get(f"{PAGE}?files=99999999").text
    assert send("drop").status_code == 303
    assert send("try", model="yolo26n.onnx", sample="5001").status_code == 400
    assert send("try", model="yolo26n.onnx", sample="3", whole="true").status_code == 303
    with connect() as conn:
        assert editions.candidate(conn, "detect").sample is None


def seen(connect, media_id, found, edition):
    with connect() as conn:
        analyses.plan(conn, media_id)
        lease = leases.claim(
            conn, Job(media_id, "detect", 1, edition=edition), worker="w", seconds=60, attempts=5
        )
        leases.finish(conn, lease, found, model="m")


def test_what_cannot_be_done_is_said_and_changes_nothing(root, send, connect, library):
    assert send("back").status_code == 400
    assert send("try", model="nonsense.onnx", sample="50").status_code == 400
    assert send("try", model="yolo26n.onnx", sample="-3").status_code == 400
    tried(connect)
    answer = send("try", model="yolo26n.onnx", sample="50")
    assert answer.status_code == 400
    assert "has a candidate already" in answer.text
    assert send("switch").status_code == 400
    assert send("switch", version="x").status_code == 400
    assert send("follow", follows="never").status_code == 400
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM changeover") == 0


def test_a_candidate_can_be_dropped_and_versions_can_wait_to_be_asked_for(send, connect, library):
    tried(connect)
    assert send("drop").status_code == 303
    assert send("drop").status_code == 404
    assert send("follow", follows="ask").status_code == 303
    with connect() as conn:
        assert value(conn, "SELECT follows FROM analyzer") == "ask"
        assert editions.candidate(conn, "detect") is None


def test_the_page_is_for_admins_and_of_analyzers_that_there_are(app, root, connect, library):
    assert browser(app, connect, "member").get(PAGE).status_code == 403
    assert root.get("/settings/analyzers/nobody/models").status_code == 404
    assert root.get(f"{PAGE}?edition=99999999999&version=1").status_code == 200
