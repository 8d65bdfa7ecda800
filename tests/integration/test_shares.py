"""Links for people without an account: what they show, and everything that they must not (P30, H35, H37)."""

import re

import pytest

from services.web import visiting
from services.web.pace import Pace
from shared.db import reach
from shared.db.connection import run
from tests.integration.files import file
from tests.integration.web import browser


@pytest.fixture(autouse=True)
def calm(monkeypatch):
    """No test has to wait for what another one asked."""
    monkeypatch.setattr(visiting, "PICTURES", Pace(rate=1000, burst=10_000))
    monkeypatch.setattr(visiting, "GUESSES", Pace(rate=1000, burst=10_000))


@pytest.fixture
def shown(connect):
    return file(
        connect, "shown.jpg", path="Sea/shown.jpg", taken_at="2024-01-01", latitude=48.5, longitude=2.2
    )


@pytest.fixture
def hidden(connect):
    return file(connect, "hidden.jpg", path="Hills/hidden.jpg", taken_at="2024-02-02")


def album(ada, *ids, name="Summer"):
    return ada.post("/api/albums", json={"name": name, "ids": ids}).json["id"]


def share(ada, **wanted):
    """The path of a new link."""
    answer = ada.post("/api/shares", json=wanted)
    assert answer.status_code == 201, answer.text
    return re.sub(r"https?://[^/]+", "", answer.json["link"])


def test_a_link_shows_the_album_without_an_account_and_opens_no_session(ada, visitor, shown, hidden):
    link = share(ada, album=album(ada, shown))
    page = visitor.get(link)
    assert page.status_code == 200
    assert "Summer" in page.text
    assert f'id="m{shown}"' in page.text
    assert f'id="m{hidden}"' not in page.text
    assert "Set-Cookie" not in page.headers
    assert visitor.get("/").status_code == 303
    assert visitor.get(f"/api/media/{shown}").status_code == 401
    assert visitor.get(f"/api/media/{shown}/thumbnail").status_code == 401


def test_its_pages_have_no_way_into_the_library(ada, visitor, shown):
    link = share(ada, album=album(ada, shown))
    for page in (visitor.get(link).text, visitor.get(f"{link}/{shown}").text):
        ways = re.findall(r'(?:href|src|action|hx-get|data-\w+)="(/[^"]*)"', page)
        assert all(way.startswith((link, "/static/")) for way in ways), ways
        assert "shown.jpg" not in page


def test_its_answers_are_not_for_search_engines_nor_told_to_other_sites(ada, visitor, shown):
    link = share(ada, album=album(ada, shown))
    for path in (link, f"{link}/{shown}", f"{link}/{shown}/preview", f"{link}x"):
        headers = visitor.get(path).headers
        assert headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_only_its_own_files_are_handed_out(ada, visitor, shown, hidden):
    link = share(ada, album=album(ada, shown), originals=True)
    for part in ("", "/thumbnail", "/preview", "/video", "/original"):
        assert visitor.get(f"{link}/{hidden}{part}").status_code == 404
        assert visitor.get(f"{link}/999999{part}").status_code == 404


def test_unknown_ended_and_revoked_links_and_foreign_files_look_the_same(
    ada, visitor, connect, shown, hidden
):
    held = album(ada, shown)
    ended, revoked, good = (share(ada, album=held) for _ in range(3))
    with connect() as conn:
        run(conn, "UPDATE share SET expires_at = now() WHERE id = 1")
    assert ada.client.delete("/api/shares/2", headers=ada.headers).status_code == 204
    answers = [visitor.get(path) for path in ("/s/unknown", ended, revoked, f"{good}/{hidden}")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_a_link_ends_with_its_album_and_a_new_address_ends_the_old_one(ada, visitor, shown):
    held = album(ada, shown)
    link = share(ada, album=held)
    renewed = re.sub(r"https?://[^/]+", "", ada.post("/api/shares/1/link").json["link"])
    assert visitor.get(link).status_code == 404
    assert visitor.get(renewed).status_code == 200
    ada.post(f"/albums/{held}/delete")
    assert visitor.get(renewed).status_code == 404


def test_a_link_ends_with_the_account_that_made_it(app, ada, visitor, shown):
    link = share(ada, album=album(ada, shown))
    accounts = app.extensions["identity"].accounts
    maker = accounts.secret("a member").id
    accounts.disable(maker)
    assert visitor.get(link).status_code == 404
    accounts.disable(maker, disabled=False)
    assert visitor.get(link).status_code == 200


def test_no_token_is_stored_or_shown_again(ada, connect, shown):
    token = share(ada, album=album(ada, shown)).rpartition("/")[2]
    assert len(token) >= 43  # 256 bits
    with connect() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT share::text FROM share")
        assert token not in cursor.fetchone()[0]
    assert token not in ada.get("/shares").text
    assert token not in ada.get("/api/shares").text


def test_what_lies_in_the_trash_vanishes_from_it(ada, visitor, connect, shown):
    link = share(ada, album=album(ada, shown), originals=True)
    with connect() as conn:
        run(conn, "UPDATE media SET trashed_at = now()")
    assert f'id="m{shown}"' not in visitor.get(link).text
    assert visitor.get(f"{link}/{shown}/original").status_code == 404


def test_a_shared_search_is_current_and_shows_nothing_else(ada, visitor, connect, shown, hidden):
    link = share(ada, query="to=2024-01-31", title="January")
    assert f'id="m{shown}"' in visitor.get(link).text
    assert f'id="m{hidden}"' not in visitor.get(f"{link}?to=2030-01-01&q=hidden").text
    assert visitor.get(f"{link}/{hidden}").status_code == 404
    late = file(connect, "late.jpg", taken_at="2024-01-20")
    assert f'id="m{late}"' in visitor.get(link).text


def restrict(app, connect, folder):
    person = next(one for one in app.extensions["identity"].accounts.everyone() if one.role == "member")
    with connect() as conn:
        reach.restrict(conn, person.id, folder, "")


@pytest.mark.parametrize("wanted", ["album", "smart", "query"])
def test_a_link_never_shows_more_than_its_maker_may_see(app, ada, visitor, connect, shown, hidden, wanted):
    """Neither what the maker could not see when making it, nor what was taken from them since."""
    held = {"album": {"album": album(ada, shown, hidden)}, "query": {"query": "kind=image"}}
    held["smart"] = {"album": ada.post("/api/albums", json={"name": "S", "query": "kind=image"}).json["id"]}
    before = share(ada, **held[wanted])
    restrict(app, connect, "Sea")
    during = share(ada, **held[wanted])
    for link in (before, during):
        assert visitor.get(f"{link}/{shown}").status_code == 200
        assert visitor.get(f"{link}/{hidden}").status_code == 404
    restrict(app, connect, "")
    assert visitor.get(f"{during}/{hidden}").status_code == 404
    assert visitor.get(f"{before}/{hidden}").status_code == 200


def test_others_cannot_see_or_end_a_link_of_a_member_but_an_admin_can(app, connect, ada, shown):
    share(ada, album=album(ada, shown))
    admin, viewer = browser(app, connect, "admin"), browser(app, connect, "viewer")
    assert viewer.get("/api/shares").json == {"shares": []}
    assert viewer.post("/api/shares", json={"album": 1}).status_code == 403
    with connect() as conn:
        run(conn, "UPDATE share SET made_by = 'somebody else'")
    assert ada.get("/api/shares").json == {"shares": []}
    assert ada.client.delete("/api/shares/1", headers=ada.headers).status_code == 404
    assert len(admin.get("/api/shares").json["shares"]) == 1
    assert admin.client.delete("/api/shares/1", headers=admin.headers).status_code == 204


def enter(visitor, link, password):
    return visitor.post(link, data={"password": password})


def test_a_password_hides_everything_until_it_is_given_and_opens_only_its_own_link(ada, visitor, shown):
    held = album(ada, shown, name="Secret name")
    link, other = (share(ada, album=held, password="a heron") for _ in range(2))
    behind = [f"{link}/{shown}", f"{link}/{shown}/thumbnail", f"{link}/{shown}/original", f"{link}/download"]
    for path, status in ((link, 200), *((path, 401) for path in behind)):
        asked = visitor.get(path)
        assert asked.status_code == status
        assert "Secret name" not in asked.text
        assert f'action="{link}"' in asked.text
    refused = enter(visitor, link, "a crane")
    assert (refused.status_code, "Set-Cookie" in refused.headers) == (401, False)
    opened = enter(visitor, link, "a heron")
    cookie = opened.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert f"Path={link}" in cookie
    assert "Secret name" in visitor.get(link).text
    proof = re.search(r"share=([0-9a-f]+)", cookie).group(1)
    stolen = visitor.get(other, headers={"Cookie": f"share={proof}"})
    assert 'name="password"' in stolen.text
    assert visitor.get("/").status_code == 303


def test_wrong_passwords_are_slowed_down(ada, visitor, shown):
    link = share(ada, album=album(ada, shown), password="a heron")
    answers = [enter(visitor, link, f"guess {n}").status_code for n in range(6)]
    assert answers == [401] * 5 + [429]
    late = enter(visitor, link, "a heron")
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 30


def test_links_that_lead_nowhere_cannot_be_tried_for_long(ada, visitor, monkeypatch):
    monkeypatch.setattr(visiting, "GUESSES", Pace(rate=0.01, burst=5))
    answers = [visitor.get(f"/s/guess{n}").status_code for n in range(7)]
    assert answers == [404] * 5 + [429] * 2


def test_originals_stay_where_the_link_does_not_give_them(ada, visitor, shown):
    link = share(ada, album=album(ada, shown))
    assert "Download" not in visitor.get(link).text
    assert visitor.get(f"{link}/{shown}/original").status_code == 404
    assert visitor.get(f"{link}/download").status_code == 404


def test_places_are_told_only_where_the_link_allows_it(ada, visitor, shown):
    held = album(ada, shown)
    assert "48.5" not in visitor.get(f"{share(ada, album=held)}/{shown}").text
    assert "48.5" in visitor.get(f"{share(ada, album=held, nowhere=False)}/{shown}").text


def test_opening_a_link_is_counted(ada, visitor, shown):
    link = share(ada, album=album(ada, shown))
    assert "never opened" in ada.get("/shares").text
    visitor.get(link)
    visitor.get(link)
    assert ada.get("/api/shares").json["shares"][0]["uses"] == 2


def test_hostile_titles_are_text_and_bad_wishes_are_told_beside_their_field(ada, visitor, shown):
    held = album(ada, shown)
    link = share(ada, album=held, title="<script>alert(1)</script>")
    assert "<script>alert" not in visitor.get(link).text
    answer = ada.post("/shares/new", data={"album": held, "title": "Mine", "days": "7", "password": "short"})
    assert answer.status_code == 400
    assert "at least 6 characters" in answer.text
    assert 'value="Mine"' in answer.text
    assert ada.post("/api/shares", json={"title": "neither"}).status_code == 400
    assert ada.post("/api/shares", json={"query": "from=nonsense"}).status_code == 400
    assert ada.post("/api/shares", json={"query": "tga=sea"}).status_code == 400
    assert ada.post("/api/shares", json={"album": 4711}).status_code == 404
