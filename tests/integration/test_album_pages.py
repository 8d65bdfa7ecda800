"""Albums in the application: pages, the API, and what a confined account sees of them (A57, A67, H35)."""

import re

import pytest

from shared.db import reach
from tests.integration.files import file
from tests.integration.web import browser


@pytest.fixture
def confined(app, connect):
    """A viewer's browser that sees only the folder Sea."""
    someone = browser(app, connect, "viewer")
    person = next(one for one in app.extensions["identity"].accounts.everyone() if one.role == "viewer")
    with connect() as conn:
        reach.restrict(conn, person.id, "Sea", "")
    return someone


@pytest.fixture
def sea(connect):
    return file(connect, "wave.jpg", path="Sea/wave.jpg", taken_at="2024-01-01")


@pytest.fixture
def hill(connect):
    return file(connect, "peak.jpg", path="Hills/peak.jpg", taken_at="2024-02-02")


def shown(ada, album):
    """The files of an album's page in their order."""
    return [int(found) for found in re.findall(r'id="m(\d+)"', ada.get(f"/albums/{album}").text)]


def sorted_by(ada, album, order):
    return ada.client.patch(f"/api/albums/{album}", json={"sort": order}, headers=ada.headers).status_code


def neighbouring(page):
    """The files that the viewer goes to by its arrows."""
    return [int(found) for found in re.findall(r'rel="(?:prev|next)" href="/media/(\d+)', page)]


def made(ada, name="Summer", **more):
    return ada.post("/api/albums", json={"name": name, **more}).json["id"]


def test_an_album_is_made_and_shows_its_files(ada, sea, hill):
    answer = ada.post("/albums", data={"name": " Our  summer ", "description": "Two\r\nweeks"})
    assert answer.status_code == 303
    assert ada.post("/api/albums/1/files", json={"add": [sea, hill]}).json["changed"] == 2
    page = ada.get(answer.location).text
    assert "Our summer" in page
    assert "2 files · 1 January – 2 February 2024" in page
    assert page.index(f'id="m{sea}"') < page.index(f'id="m{hill}"')


def test_a_name_that_cannot_be_seen_is_refused_and_nothing_typed_is_lost(ada):
    answer = ada.post("/albums", data={"name": " \u202e ", "description": "long and thoughtful"})
    assert answer.status_code == 400
    assert "An album needs a name." in answer.text
    assert "long and thoughtful" in answer.text


def test_hostile_names_are_shown_as_text(ada):
    made(ada, "<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")
    for path in ("/albums", "/albums/1", "/albums/1/edit"):
        page = ada.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_an_album_of_files_is_made_in_the_order_they_were_chosen(ada, sea, hill):
    album = made(ada, ids=[hill, sea])
    ada.post(f"/albums/{album}/order", data={"sort": "hand"})
    page = ada.get(f"/albums/{album}").text
    assert page.index(f'id="m{hill}"') < page.index(f'id="m{sea}"')


def test_a_file_is_moved_later_by_its_button(ada, sea, hill):
    album = made(ada, ids=[hill, sea])
    ada.post(f"/albums/{album}/order", data={"sort": "hand"})
    ada.post(f"/albums/{album}/move", data={"id": hill, "to": "later"})
    page = ada.get(f"/albums/{album}?arrange=1").text
    assert page.index(f'id="m{sea}"') < page.index(f'id="m{hill}"')


def test_a_smart_album_says_its_filters_in_words_and_is_always_current(ada, connect):
    album = made(ada, query="https://photos.example/?format=image%2Fpng&cursor=")
    assert ada.get(f"/api/albums/{album}").json["query"] == "format=image%2Fpng"
    assert "0 files" in ada.get(f"/albums/{album}").text
    file(connect, "new.png", mime="image/png")
    page = ada.get(f"/albums/{album}").text
    assert "1 file" in page
    assert "PNG" in page


def test_the_search_of_a_smart_album_can_be_changed_and_a_wrong_one_is_refused(ada):
    album = made(ada, query="kind=video")
    form = {"name": "Films", "description": "", "query": "from=nonsense"}
    answer = ada.post(f"/albums/{album}/edit", data=form)
    assert answer.status_code == 400
    assert "from=nonsense" in answer.text
    assert ada.post(f"/albums/{album}/edit", data=form | {"query": "kind=audio"}).status_code == 303
    assert ada.get(f"/api/albums/{album}").json["query"] == "kind=audio"


def test_a_smart_album_comes_in_the_order_of_its_search_until_another_is_chosen(ada, connect):
    big, small, middle = (file(connect, f"{size}.jpg", size=size) for size in (300, 100, 200))
    album = made(ada, query="q=kind:photo+order+by+filesize")
    assert shown(ada, album) == [big, middle, small]
    viewed = ada.get(f"/media/{middle}?album={album}").text
    assert neighbouring(viewed) == [big, small]
    assert ada.post(f"/albums/{album}/order", data={"sort": "oldest"}).status_code == 303
    assert shown(ada, album) == [big, small, middle]
    assert sorted_by(ada, album, "search") == 200
    assert shown(ada, album) == [big, middle, small]
    assert sorted_by(ada, album, "hand") == 400
    assert sorted_by(ada, made(ada), "search") == 400


def test_a_smart_album_takes_no_files(ada, sea):
    album = made(ada, query="kind=video")
    assert ada.post(f"/api/albums/{album}/files", json={"add": [sea]}).status_code == 400


def test_all_that_a_search_finds_is_put_in(ada, sea, hill):
    album = made(ada)
    assert ada.post(f"/api/albums/{album}/files", json={"query": "tga=sea"}).status_code == 400
    answer = ada.post(f"/api/albums/{album}/files", json={"query": "from=2024-02-01"})
    assert answer.json["changed"] == 1


def test_putting_in_and_taking_out_can_be_undone(ada, connect, sea, hill):
    album = made(ada, ids=[hill, sea])
    ada.post(f"/albums/{album}/order", data={"sort": "hand"})
    taken = ada.post(f"/api/albums/{album}/files", json={"remove": [hill]}).json["deed"]
    assert f'id="m{hill}"' not in ada.get(f"/albums/{album}").text
    assert ada.post(f"/api/deeds/{taken}/undo").json == {"kind": "album"}
    page = ada.get(f"/albums/{album}").text
    assert page.index(f'id="m{hill}"') < page.index(f'id="m{sea}"')
    third = file(connect, "third.jpg")
    added = ada.post(f"/api/albums/{album}/files", json={"add": [third, sea]}).json
    assert added["changed"] == 1
    ada.post(f"/api/deeds/{added['deed']}/undo")
    assert f'id="m{third}"' not in ada.get(f"/albums/{album}").text
    assert f'id="m{sea}"' in ada.get(f"/albums/{album}").text


def test_a_deleted_album_offers_to_come_back(ada, sea):
    album = made(ada, ids=[sea])
    answer = ada.post(f"/albums/{album}/delete")
    assert "stay in the library" in ada.get(answer.location).text
    assert ada.get(f"/albums/{album}").status_code == 404
    ada.post(f"/albums/{album}/restore")
    assert f'id="m{sea}"' in ada.get(f"/albums/{album}").text


def test_a_cursor_that_no_page_gave_is_a_bad_request(ada, sea):
    album = made(ada, ids=[sea])
    for cursor in ("x", "2024-01-01_x", "_1", "nan_1;--", "1_1"):
        assert ada.get(f"/albums/{album}?cursor={cursor}").status_code == 400


def test_a_confined_account_sees_its_part_of_an_album_and_no_others(ada, confined, sea, hill):
    both, other = made(ada, "Both", ids=[sea, hill]), made(ada, "Secret", ids=[hill])
    smart, empty = (
        made(ada, "Pictures", query="kind=image"),
        made(ada, "Hidden", query="from=2024-02-01"),
    )
    listed = confined.get("/albums").text
    assert "Both" in listed
    assert "Pictures" in listed
    assert "Secret" not in listed
    assert "Hidden" not in listed
    for album in (both, smart):
        page = confined.get(f"/albums/{album}").text
        assert f'id="m{sea}"' in page
        assert f'id="m{hill}"' not in page
    assert confined.get(f"/albums/{other}").status_code == 404
    assert confined.get(f"/albums/{empty}/card").status_code == 404
    assert [one["name"] for one in confined.get("/api/albums").json["albums"]] == ["Pictures", "Both"]


def test_the_viewer_turns_in_the_order_of_the_album_and_leads_back_to_it(ada, connect, sea, hill):
    album = made(ada, ids=[hill, sea, file(connect, "third.jpg", taken_at="2024-01-15")])
    ada.post(f"/albums/{album}/order", data={"sort": "hand"})
    page = ada.get(f"/media/{sea}?album={album}").text
    assert f'rel="prev" href="/media/{hill}?album={album}"' in page
    assert f'href="/albums/{album}" data-key="Escape"' in page
    assert ada.get(f"/media/{sea}?album=4711").status_code == 200


def test_the_viewer_names_the_albums_of_a_file(ada, sea):
    made(ada, "By the <sea>", ids=[sea])
    assert "By the &lt;sea&gt;" in ada.get(f"/media/{sea}").text


def test_an_album_is_downloaded_as_a_whole(ada, sea):
    album = made(ada, ids=[sea])
    assert f'href="/api/selection/download?query=album%3D{album}"' in ada.get(f"/albums/{album}").text
