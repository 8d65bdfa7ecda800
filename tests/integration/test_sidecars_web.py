"""XMP of what people said, written and downloaded in the web application; originals stay untouched (H29)."""

import io
import zipfile
from pathlib import Path

import pytest

from services.web import acts
from shared.db import marks, tags, trash
from shared.db.connection import value
from shared.xmp import tree, words
from tests.integration import beside as there
from tests.integration.beside import beside, step
from tests.integration.test_reach import confined
from tests.integration.test_xmp_words import xmp
from tests.integration.web import SAME_SITE, application, browser

library = there.library


@pytest.fixture
def photos(library):
    """Three photos; of the first two a person said something."""
    ids = [library.take(f"picture {n}".encode(), f"trip/{n}.jpg").media_id for n in range(3)]
    with library.connect() as conn:
        marks.rate(conn, ids[:1], "ada", 5)
        tags.change(conn, ids[1:2], "ada", add=["sea"])
    return ids


@pytest.fixture
def app(database, connect, library):
    """The web application over the same storage."""
    return application(database, Path(library.storage.originals).parent.parent, connect)


@pytest.fixture
def root(app, connect, photos):
    return browser(app, connect, "admin")


def unpacked(answer):
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        return {name: words.read(tree.parsed(archive.read(name))) for name in archive.namelist()}


def download(root, **form):
    form["csrf_token"] = root.headers["X-CSRF-Token"]
    return root.client.post("/api/selection/sidecars/download", data=form, headers=SAME_SITE)


def originals(library):
    return {
        str(file.relative_to(library.storage.originals)): file.read_bytes()
        for file in library.storage.originals.rglob("*")
        if file.is_file()
    }


def test_a_zip_holds_a_sidecar_for_each_file_that_people_spoke_of_and_writes_nothing(root, library, photos):
    before = originals(library)
    found = unpacked(download(root))
    assert {name: (held.rating, held.tags) for name, held in found.items()} == {
        "trip/0.jpg.xmp": (5, ()), "trip/1.jpg.xmp": (None, ("sea",)),
    }  # fmt: skip
    assert originals(library) == before
    assert list(unpacked(download(root, ids=str(photos[1])))) == ["trip/1.jpg.xmp"]
    assert list(unpacked(download(root, query="rating=5"))) == ["trip/0.jpg.xmp"]
    assert download(root, ids=str(photos[2])).status_code == 404


def test_sidecars_of_a_selection_are_written_beside_the_originals(root, library, photos):
    before = originals(library)
    done = root.post("/api/selection/sidecars", json={"ids": photos})
    assert (done.status_code, done.json) == (200, {"changed": 2, "deed": None})
    assert words.read(tree.parsed(beside(library, "trip/1.jpg.xmp").read_bytes())).tags == ("sea",)
    after = originals(library)
    assert {name: after[name] for name in before} == before
    assert sorted(after.keys() - before.keys()) == ["trip/0.jpg.xmp", "trip/1.jpg.xmp"]
    assert root.post("/api/selection/sidecars", json={"ids": photos}).json["changed"] == 0


def test_another_programs_newest_word_is_left_alone(root, library, photos):
    library.take(xmp("theirs"), "trip/0.jpg.xmp")
    step(library)
    changed = xmp("newer")
    beside(library, "trip/0.jpg.xmp").chmod(0o644)
    beside(library, "trip/0.jpg.xmp").write_bytes(changed)
    assert root.post("/api/selection/sidecars", json={"query": ""}).json["changed"] == 1
    assert beside(library, "trip/0.jpg.xmp").read_bytes() == changed
    assert list(unpacked(download(root))) == ["trip/1.jpg.xmp"]


def test_very_many_are_written_in_slices_that_can_be_gone_on_with(root, library, photos, monkeypatch):
    monkeypatch.setitem(acts.APART, "sidecars", acts.Apart(acts.write_sidecars, at_once=2))
    begun = root.post("/api/errands", json={"kind": "sidecars", "wish": {"query": ""}}).json
    assert (begun["total"], begun["ended"]) == (3, False)
    half = root.post(f"/api/errands/{begun['id']}/step").json
    assert (half["done"], half["changed"], half["ended"]) == (2, 2, False)
    done = root.post(f"/api/errands/{begun['id']}/step").json
    assert (done["changed"], done["ended"], done["deed"]) == (2, True, None)


def test_the_page_writes_all_of_them_also_without_scripts(root, library, photos):
    page = root.get("/settings/xmp").text
    assert "People said something of 2 files." in page
    assert "0 sidecars lie beside the originals." in page
    form = {"csrf_token": root.headers["X-CSRF-Token"]}
    begun = root.client.post("/settings/xmp", data=form, headers=SAME_SITE)
    assert begun.status_code == 303
    where = begun.headers["Location"]
    assert "0 of 2 files looked at" in root.get(where).text
    went = root.client.post(f"/settings/xmp/{where.rpartition('=')[2]}", data=form, headers=SAME_SITE)
    assert "2 sidecars were written." in root.get(went.headers["Location"]).text
    assert "2 sidecars lie beside the originals." in root.get("/settings/xmp").text


def test_what_lies_in_the_trash_gets_none(root, library, photos):
    with library.connect() as conn:
        trash.discard(conn, photos[:1], "ada")
    assert list(unpacked(download(root))) == ["trip/1.jpg.xmp"]
    assert root.post("/api/selection/sidecars", json={"ids": photos}).json["changed"] == 1


@pytest.mark.parametrize("role", ["viewer", "member"])
def test_nobody_but_an_admin_writes_or_takes_them(app, connect, library, photos, role):
    other = browser(app, connect, role)
    assert other.get("/settings/xmp").status_code == 403
    assert download(other).status_code == 403
    assert other.post("/api/selection/sidecars", json={"ids": photos}).status_code == 403
    errand = other.post("/api/errands", json={"kind": "sidecars", "wish": {"ids": photos}})
    assert errand.status_code == 403
    assert 'data-action="sidecars"' not in other.get("/").text
    assert download(confined(app, connect, "trip")).status_code == 403
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM sidecar") == 0
