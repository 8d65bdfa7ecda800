"""Conflicts with XMP on a page: shown, answered one by one, taken back (A56)."""

import pytest

from shared.db import comments, marks, persons, regions, tags, verdicts, weighing
from shared.db.connection import run, value
from shared.db.regions import Place
from shared.db.verdicts import Anchor
from shared.domain import Box
from tests.integration import beside as there
from tests.integration.beside import HERE, name, names, step
from tests.integration.test_reach import confined
from tests.integration.test_xmp_words import xmp
from tests.integration.web import SAME_SITE, application, browser
from tests.unit.test_xmp import OTHER

library, photo = there.library, there.photo
WHERE = "trip/a.jpg.xmp"
FAR = Box(0.7, 0.7, 0.1, 0.1)


@pytest.fixture
def app(database, connect, tmp_path):
    return application(database, tmp_path / "web", connect)


@pytest.fixture
def bert(library, photo):
    """A photo where a person says Bert, five stars; the sidecar says Ben, two."""
    name(library, photo, "Bert")
    with library.connect() as conn:
        marks.rate(conn, [photo], "ada", 5)
    library.take(OTHER, WHERE)
    step(library)
    return photo


def open_(ada):
    return {one["what"]: one for file in ada.get("/api/conflicts").json["files"] for one in file["conflicts"]}


def settle(ada, photo, key, holds):
    return ada.post("/api/conflicts/answer", json={"media_id": photo, "key": key, "holds": holds})


def undo(ada, deed):
    undone = ada.post(f"/api/deeds/{deed}/undo")
    assert undone.status_code == 200, undone.text


def stars(library):
    with library.connect() as conn:
        return value(conn, "SELECT rating FROM media WHERE kind = 'image'")


def test_the_page_shows_both_sides_and_people_lead_to_it_with_a_count(ada, bert):
    assert ">2</span>" in ada.get("/persons").text.partition("Conflicts")[2][:60]
    page = ada.get("/persons/conflicts").text
    for said in (
        "“Ben”",
        "“Bert”",
        "a.jpg",
        WHERE,
        "5 of 5 stars",
        "2 of 5 stars",
        "Keep mine",
        "Take theirs",
    ):
        assert said in page
    assert {what: (one["name"], one["here"]) for what, one in open_(ada).items()} == {
        "name": ("Ben", "Bert"), "rating": ("2", "5"),
    }  # fmt: skip


def test_my_name_is_kept_through_every_newer_sidecar_that_says_the_same(ada, library, bert):
    done = settle(ada, bert, open_(ada)["name"]["key"], "mine")
    assert (done.status_code, done.json["changed"]) == (200, 1)
    assert list(open_(ada)) == ["rating"]
    library.take(OTHER.replace(b"theirs", b"another"), WHERE)
    step(library)
    assert (list(open_(ada)), names(library, bert)) == (["rating"], ["Bert"])
    library.take(OTHER.replace(b"'Ben'", b"'Benno'"), WHERE)
    step(library)
    assert open_(ada)["name"]["name"] == "Benno"  # that is news
    undo(ada, done.json["deed"])
    library.take(OTHER.replace(b"a remark", b"another remark"), WHERE)
    step(library)
    assert open_(ada)["name"]["name"] == "Ben"


def test_their_name_is_taken_and_given_back(ada, library, bert):
    done = settle(ada, bert, open_(ada)["name"]["key"], "theirs")
    assert names(library, bert) == ["Ben"]
    assert list(open_(ada)) == ["rating"]
    undo(ada, done.json["deed"])
    assert names(library, bert) == ["Bert"]
    assert sorted(open_(ada)) == ["name", "rating"]


def test_a_rejected_face_is_no_longer_rejected_where_theirs_is_taken(ada, library, photo):
    with library.connect() as conn:
        verdicts.give(conn, photo, Anchor("face", "object", None, *vars(HERE).values()), "rejected", by="ada")
    library.take(OTHER, WHERE)
    step(library)
    conflict = open_(ada)["name"]
    assert (conflict["verdict"], names(library, photo)) == ("ignore", [])
    done = settle(ada, photo, conflict["key"], "theirs")
    with library.connect() as conn:
        assert verdicts.of(conn, photo) == ()
    assert names(library, photo) == ["Ben"]
    undo(ada, done.json["deed"])
    assert names(library, photo) == []
    assert open_(ada)["name"]["key"] == conflict["key"]


def test_their_stars_tag_and_words_are_taken_and_given_back(ada, library, photo):
    library.take(xmp("a", stars=4, text="one"), WHERE)
    step(library)
    with library.connect() as conn:
        tags.change(conn, [photo], "ada", remove=["a"])
        marks.rate(conn, [photo], "ada", None)
        comments.remove(conn, comments.of(conn, photo)[0], "ada")
        weighing.weigh(conn, photo)
    held = open_(ada)
    assert sorted(held) == ["description", "rating", "tag"]
    deeds = [settle(ada, photo, held[what]["key"], "theirs").json["deed"] for what in held]
    assert open_(ada) == {}
    with library.connect() as conn:
        assert tags.common(conn, [photo]) == ["a"]
        assert [one.text for one in comments.of(conn, photo)] == ["one"]
    assert stars(library) == 4
    for deed in deeds:
        undo(ada, deed)
    assert open_(ada) == held
    assert stars(library) is None


def test_what_was_answered_meanwhile_is_told(ada, library, bert):
    key = open_(ada)["rating"]["key"]
    with library.connect() as conn:
        marks.rate(conn, [bert], "ada", 2)
    assert settle(ada, bert, key, "theirs").status_code == 404
    assert "5 of 5 stars" not in ada.get("/persons/conflicts").text  # both agree now
    assert list(open_(ada)) == ["name"]


def test_the_forms_work_without_scripts(ada, library, bert):
    form = {"csrf_token": ada.headers["X-CSRF-Token"], "media_id": bert, "holds": "theirs"}
    form["key"] = open_(ada)["rating"]["key"]
    answer = ada.client.post("/persons/conflicts", data=form, headers=SAME_SITE)
    assert answer.status_code == 303
    page = ada.get(answer.headers["Location"]).text
    assert "What XMP says was taken over." in page
    assert 'data-undo="' in page
    assert stars(library) == 2


def test_the_page_says_so_where_all_agree(ada):
    assert "XMP and people agree" in ada.get("/persons/conflicts").text
    assert "Conflicts" not in ada.get("/persons").text


def test_a_viewer_looks_and_a_confined_account_sees_its_part(app, connect, library, bert):
    viewer = browser(app, connect, "viewer")
    assert "Keep mine" not in viewer.get("/persons/conflicts").text
    key = open_(viewer)["rating"]["key"]
    assert settle(viewer, bert, key, "theirs").status_code == 403
    elsewhere = confined(app, connect, "elsewhere")
    assert open_(elsewhere) == {}
    assert settle(elsewhere, bert, key, "theirs").status_code in {403, 404}
    assert stars(library) == 5


def test_hostile_names_are_shown_as_text(ada, library, photo):
    name(library, photo, "<b>Bert</b>")
    library.take(OTHER.replace(b"'Ben'", b"'&lt;script&gt;alert(1)&lt;/script&gt;'"), WHERE)
    step(library)
    page = ada.get("/persons/conflicts").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    with library.connect() as conn:
        assert regions.regions(conn, photo)[0].name == "<b>Bert</b>"
        run(conn, "UPDATE media SET trashed_at = now()")
    assert open_(ada) == {}  # what lies in the trash disputes nothing


def weighed(library):
    """How many files the page weighs when it is looked at."""
    with library.connect() as conn:
        return weighing.follow(conn, None, 50)


def renamed(conn, photo):
    persons.name(conn, persons.named(conn, "Bert")[0], "Benno", "ada")


CHANGES = {
    "a name": lambda conn, photo: regions.name_region(conn, Place(photo, FAR), "Cleo", "ada"),
    "who is called so": renamed,
    "stars": lambda conn, photo: marks.rate(conn, [photo], "ada", 4),
    "a tag": lambda conn, photo: tags.change(conn, [photo], "ada", add=["new"]),
    "a comment": lambda conn, photo: comments.add(conn, [photo], "ada", "new"),
    "no face": lambda conn, photo: verdicts.give(
        conn, photo, Anchor("face", "object", None, *vars(HERE).values()), "rejected", by="ada"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_is_weighed_again_only_where_something_was_said_since(ada, library, bert, change):
    assert weighed(library) == 0  # as it was when it was read
    with library.connect() as conn:
        CHANGES[change](conn, bert)
    assert (weighed(library), weighed(library)) == (1, 0)


def test_a_view_of_the_page_keeps_what_was_weighed(ada, library, bert):
    with library.connect() as conn:
        renamed(conn, bert)
    assert "Benno" in ada.get("/persons/conflicts").text
    assert weighed(library) == 0
    settle(ada, bert, open_(ada)["rating"]["key"], "mine")
    library.take(OTHER.replace(b"a remark", b"another remark"), WHERE)
    step(library)
    assert (weighed(library), list(open_(ada))) == (0, ["name"])
