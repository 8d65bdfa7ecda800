"""The settings pages and their API: what admins write down, and what everybody chooses for themselves."""

import re

import pytest

from shared.db import analyses, candidates, choices, editions, inbox, steering, workers
from shared.db.workers import Identity
from shared.domain import Finding
from tests.integration.declared import Declared
from tests.integration.web import SAME_SITE, analysed, application, browser, photo


@pytest.fixture
def app(database, connect, tmp_path):
    (tmp_path / "inbox/phone").mkdir(parents=True)
    return application(database, tmp_path, connect)


@pytest.fixture
def detect(connect):
    with connect() as conn:
        analyses.register(conn, Declared("detect"))


def steered(connect):
    with connect() as conn:
        return steering.everyone(conn)[0]


def put(root, path, **body):
    return root.client.put(path, json=body, headers=root.headers)


HOURS = {"hours": "between", "hours_from": "22:00", "hours_until": "06:00", "hours_zone": "Europe/Berlin"}


def test_an_analyzer_is_steered_by_its_form(send, connect, detect):
    given = {"active": "true", "least": "40", "order": "last"} | HOURS
    assert send("/settings/analyzers/detect", **given).location == "/settings?saved=detect#detect"
    held = steered(connect)
    assert (held.active, round(held.threshold, 2), held.rank) == (True, 0.4, -1)
    assert (f"{held.hours_from:%H:%M}", f"{held.hours_until:%H:%M}", held.hours_zone) == (
        "22:00", "06:00", "Europe/Berlin",
    )  # fmt: skip
    assert send("/settings/analyzers/detect", least="0", order="normal", hours="always").status_code == 303
    held = steered(connect)
    assert (held.active, held.threshold, held.rank, held.hours_from) == (False, None, 0, None)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("least", {"least": "101"}), ("least", {"least": "much"}), ("order", {"order": "never"}),
        ("from", HOURS | {"hours_from": ""}), ("until", HOURS | {"hours_until": "25:00"}),
        ("from", HOURS | {"hours_from": "22:00Z"}), ("zone", HOURS | {"hours_zone": "Europe/Atlantis"}),
        ("zone", HOURS | {"hours_zone": "posixrules"}),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field_and_nothing_changes(send, connect, detect, field, wrong):
    before = steered(connect)
    answer = send("/settings/analyzers/detect", **{"active": "true", "least": "40", "order": "last"} | wrong)
    assert answer.status_code == 400
    assert f'id="detect-{field}-wrong"' in answer.text
    assert steered(connect) == before


def test_only_its_card_is_sent_to_htmx(send, root, detect):
    form = {"csrf_token": root.headers["X-CSRF-Token"], "active": "true"}
    headers = SAME_SITE | {"HX-Request": "true"}
    answer = root.client.post("/settings/analyzers/detect", data=form, headers=headers)
    assert "<html" not in answer.text
    assert 'class="saved"' in answer.text
    assert send("/settings/analyzers/nobody", active="true").status_code == 404


def test_programs_steer_too(root, connect, detect):
    answer = put(root, "/api/settings/analyzers/detect", active=True, least=25, order="first")
    assert (answer.status_code, answer.json["analyzers"][0]["rank"]) == (200, 1)
    assert root.get("/api/settings/analyzers").json == answer.json
    assert put(root, "/api/settings/analyzers/nobody", active=True).status_code == 404
    assert put(root, "/api/settings/analyzers/detect", **HOURS | {"hours_zone": "Nowhere"}).status_code == 400


def test_a_model_is_chosen_among_those_that_are_known(send, root, connect, detect):
    """The official one is missing here; another lies with a worker; a third nobody knows."""
    with connect() as conn:
        workers.seen(conn, Identity("detect@attic:1", "detect"), Declared("detect"))
        choices.report(conn, "detect@attic:1", "", {"yolo11n.onnx": 10_700_000})
    page = root.get("/settings").text
    assert ">yolo26n.onnx (missing)</option>" in page
    assert ">yolo11n.onnx</option>" in page
    assert "AGPL-3.0" in page
    assert send("/settings/analyzers/detect", active="true", model="yolo11n.onnx").status_code == 303
    assert steered(connect).chosen == "yolo11n.onnx"
    changing = root.get("/settings").text
    assert "yet to take this up" in changing
    assert "(missing)" not in changing
    wrong = send("/settings/analyzers/detect", active="true", model="../secret.onnx")
    assert (wrong.status_code, 'id="detect-model-wrong"' in wrong.text) == (400, True)
    assert put(root, "/api/settings/analyzers/detect", model="../secret.onnx").status_code == 400
    assert put(root, "/api/settings/analyzers/detect", model="yolo26n.onnx").status_code == 200
    assert steered(connect).chosen == "yolo26n.onnx"


def test_what_another_model_saw_is_looked_at_again_when_somebody_says_so(send, root, connect):
    analysed(connect, photo(connect), "detect", [Finding(label="cat", score=0.9)])
    with connect() as conn:
        workers.seen(conn, Identity("detect@attic:1", "detect"), Declared("detect"))
    assert "again=0" in send("/settings/analyzers/detect/again").location
    with connect() as conn:
        analyses.register(conn, Declared("detect", model="another"))
    answer = send("/settings/analyzers/detect/again")
    assert "again=1" in answer.location
    assert "another model saw 1 file; that serves until you switch" in root.get(answer.location).text
    with connect() as conn:
        tried = editions.candidate(conn, "detect")
        assert (tried.chosen, tried.sample, tried.by_name) == ("", None, "a admin")
    assert "as soon as a worker takes it up" in root.get("/settings").text
    with connect() as conn:
        candidates.block(conn, tried.id, "large.onnx is not there")
    assert "large.onnx is not there" in root.get("/settings").text
    again = send("/settings/analyzers/detect/again")
    assert (again.status_code, "A model is tried already" in again.text) == (400, True)
    assert send("/settings/analyzers/nobody/again").status_code == 404


def test_the_inbox_page_shows_folders_labels_and_what_is_left(root, send, connect):
    photo(connect, source="Ada's phone")
    with connect() as conn:
        inbox.report(conn, {"<b>link</b>": "a symbolic link, which is never followed"})
    saved = send("/settings/sources", folder="/phone/", label="Ada's phone", exclude="*.xmp\n\nraw/")
    assert saved.status_code == 303
    page = root.get("/settings/sources").text
    assert "Ada&#39;s phone" in page
    assert "without *.xmp, raw/" in page
    assert "1 file" in page
    assert "&lt;b&gt;link" in page
    assert root.get("/api/settings/sources").json["sources"] == [
        {"folder": "phone", "label": "Ada's phone", "include": [], "exclude": ["*.xmp", "raw/"]}
    ]
    assert send("/settings/sources/remove", folder="phone").status_code == 303
    assert root.get("/api/settings/sources").json["sources"] == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("folder", {"folder": "a/../../b"}), ("label", {"label": "  "}), ("label", {"label": "a" * 201}),
        ("exclude", {"exclude": "*a*b*c*d*e*f*g*"}), ("include", {"include": "x\n" * 101}),
        ("folder", {"folder": "a\x00b"}),
    ],
)  # fmt: skip
def test_a_wrong_source_is_told_beside_its_field(send, root, field, wrong):
    answer = send("/settings/sources", **{"folder": "phone", "label": "kept label"} | wrong)
    assert (answer.status_code, f'id="field-{field}-wrong"' in answer.text) == (400, True)
    assert "label" in wrong or "kept label" in answer.text
    assert root.get("/api/settings/sources").json["sources"] == []


def test_how_pages_look_is_kept_for_each_person(app, connect, root):
    """P6."""
    assert put(root, "/api/account/appearance", theme="dark", rows="large").status_code == 200
    assert 'data-theme="dark" data-rows="large"' in root.get("/").text
    ada = browser(app, connect, "member")
    assert 'data-theme="auto" data-rows="medium"' in ada.get("/").text
    assert ada.get("/api/account/appearance").json == {
        "theme": "auto", "rows": "medium", "slide_seconds": 2.5,
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [{"theme": "pink"}, {"rows": "0"}, {"slide_seconds": "0"}])
def test_no_other_look_is_taken(send, root, wrong):
    assert send("/account/look", **wrong).status_code == 400
    assert put(root, "/api/account/appearance", **wrong).status_code == 400


def test_what_is_wrong_with_a_token_stands_beside_its_field(send):
    answer = send("/account/tokens", name="Backup", scope="read", days="forever")
    assert (answer.status_code, 'id="field-days-wrong"' in answer.text) == (400, True)
    assert 'value="Backup"' in answer.text
    assert 'value="forever"' in answer.text


def test_everybody_sees_what_may_leave_the_machine(app, connect):
    page = browser(app, connect, "viewer").get("/outbound")
    assert page.status_code == 200
    assert "MAP_TILES" in page.text
    assert "bowerbird models fetch" in page.text


def test_an_analyzer_that_is_off_at_first_says_why_and_what_switching_it_off_does(root, connect):
    with connect() as conn:
        for name in ("attributes", "nsfw", "mesh", "pose"):
            analyses.register(conn, Declared(name, discreet=True))
    page = root.get("/settings").text
    assert "guesses age, gender and mood from how a face looks" in page
    assert "makes pictures of undressed people easy to find" in page
    assert "measures every face at 478 points" in page
    assert "looks for every person again" in page
    assert page.count("what was found is hidden until it is on again") == 4
    assert page.count("Off until you want it") == 4


def test_weights_that_a_package_brings_are_one_model_and_are_there(root, connect, landmark_models):
    with connect() as conn:
        analyses.register(conn, Declared("mesh", discreet=True))
    page = root.get("/settings").text
    told = re.search(r"<strong>MediaPipe</strong>.*?</li>", page, re.S)
    assert "missing" not in told[0]
    assert '<option value="mediapipe">mediapipe</option>' in page


def test_the_page_says_which_files_an_analyzer_wants_and_how_to_fetch_them(root, connect):
    with connect() as conn:
        for name in ("attributes", "ocr"):
            analyses.register(conn, Declared(name, discreet=name == "attributes"))
    page = root.get("/settings").text
    wanted = re.search(r"<strong>face-api.js for age, gender and mood of faces</strong>.*?</li>", page, re.S)
    assert "missing" in wanted[0]
    assert "face-api · 775 kB · MIT" in wanted[0]
    assert "<code>bowerbird models fetch attributes</code>" in page
    assert "models fetch ocr" not in page  # its models come with their packages
    assert '<option value="face-api"' in page
