"""The map's tiles: fetched from the configured server alone, kept as it allows, and quickly given up."""

import pytest

from services.web.tile_cache import Tiles
from services.web.tile_server import Rest, TileServer, TileUnavailable
from tests.integration.ports import free_port
from tests.integration.tileserver import PNG, tile_server
from tests.integration.web import application, browser


@pytest.fixture
def source():
    with tile_server() as server:
        yield server


@pytest.fixture
def ada(database, connect, tmp_path, source):
    return browser(application(database, tmp_path, connect, map_tiles=source.template), connect, "viewer")


def test_a_tile_comes_from_the_server_with_our_name_and_without_the_persons(ada, source):
    answer = ada.get("/api/tiles/3/4/5", headers={"Referer": "http://localhost/map", "Cookie": "a=b"})
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/png", PNG)
    ((path, headers),) = source.asked
    assert path == "/tiles/3/4/5.png?key=secret"
    assert headers["User-Agent"].startswith("Bowerbird/")
    assert {"Cookie", "Referer", "Authorization"} & set(headers) == set()


def test_a_tile_is_asked_for_once_as_long_as_it_holds(ada, source):
    first, second = (ada.get("/api/tiles/3/4/5") for _ in range(2))
    assert first.data == second.data == PNG
    assert len(source.asked) == 1
    assert "private" in first.headers["Cache-Control"]
    again = ada.get("/api/tiles/3/4/5", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_tile_that_is_old_is_asked_after_by_its_tag(ada, source):
    source.headers["Cache-Control"] = "max-age=1"
    tiles = ada.client.application.extensions["tiles"]
    ada.get("/api/tiles/3/4/5")
    grow_old(tiles)
    assert ada.get("/api/tiles/3/4/5").data == PNG
    assert source.asked[1][1]["If-None-Match"] == '"one"'


def test_what_must_not_be_stored_is_not(ada, source, tmp_path):
    source.headers["Cache-Control"] = "no-store"
    for _ in range(2):
        assert ada.get("/api/tiles/3/4/5").status_code == 200
    assert len(source.asked) == 2
    assert not (tmp_path / "tiles").exists()


def test_an_old_tile_is_better_than_none(ada, source):
    ada.get("/api/tiles/3/4/5")
    grow_old(ada.client.application.extensions["tiles"])
    source.status = 500
    assert ada.get("/api/tiles/3/4/5").data == PNG


@pytest.mark.parametrize("path", ["3/8/0", "3/0/8", "20/0/0", "-1/0/0", "3/4/x", "3/4/5.png", "0/0/1"])
def test_what_is_no_tile_is_asked_of_no_one(ada, source, path):
    assert ada.get(f"/api/tiles/{path}").status_code == 404
    assert source.asked == []


def test_no_redirect_is_followed(ada, source):
    source.status = 302
    with tile_server() as elsewhere:
        source.headers["Location"] = elsewhere.template
        assert ada.get("/api/tiles/3/4/5").status_code == 503
        assert elsewhere.asked == []


@pytest.mark.parametrize("body", [b"<html>please sign in</html>", b"", b"<svg onload=alert(1)>"])
def test_what_is_no_picture_is_not_handed_on(ada, source, body):
    source.body = body
    answer = ada.get("/api/tiles/3/4/5")
    assert answer.status_code == 503
    assert body == b"" or body not in answer.data


def test_a_tile_too_large_is_not_taken(ada, source):
    source.body = PNG + bytes(1 << 20)
    assert ada.get("/api/tiles/3/4/5").status_code == 503


def test_a_tile_that_the_server_lacks_is_not_its_failure(ada, source):
    source.status = 404
    assert [ada.get(f"/api/tiles/3/4/{y}").status_code for y in (5, 6)] == [404, 404]
    assert len(source.asked) == 2


def test_a_server_that_fails_is_left_alone_for_a_while(ada, source):
    source.status = 503
    answers = [ada.get(f"/api/tiles/3/4/{y}") for y in range(8)]
    assert {answer.status_code for answer in answers} == {503}
    assert len(source.asked) == 1
    assert answers[0].headers["Retry-After"]


def test_a_machine_without_a_network_says_so_and_asks_again_later(tmp_path):
    server = TileServer(f"http://127.0.0.1:{free_port()}/{{z}}/{{x}}/{{y}}")
    with pytest.raises(TileUnavailable, match="cannot be reached"):
        server.fetch(0, 0, 0)
    with pytest.raises(TileUnavailable, match="a moment ago"):
        server.fetch(0, 0, 0)


def test_after_a_rest_one_tries_and_each_failure_doubles_the_rest():
    now = [100.0]
    rest = Rest(lambda: now[0])
    assert rest.over()
    rest.begin()
    now[0] += 14
    assert not rest.over()
    now[0] += 2
    assert (rest.over(), rest.over()) == (True, False)
    rest.begin()
    now[0] += 16
    assert not rest.over()
    now[0] += 15
    assert rest.over()
    rest.end()
    assert (rest.over(), rest.over()) == (True, True)


def test_the_tiles_on_disk_stay_below_their_limit(source, tmp_path):
    source.body = PNG + bytes(5000)
    tiles = Tiles(source.template, tmp_path, limit=50_000)
    for x in range(16):
        tiles.tile(4, x, 0)
    kept = [file.stat().st_size for file in tmp_path.rglob("*") if file.is_file()]
    assert 20_000 < sum(kept) <= 50_000
    tiles.tile(4, 15, 0)
    assert len(source.asked) == 16


def test_a_disk_that_takes_nothing_does_not_keep_tiles_from_the_map(source, tmp_path):
    (tmp_path / "tiles").write_text("a file where the folder should be")
    assert Tiles(source.template, tmp_path / "tiles").tile(0, 0, 0).body == PNG


def test_the_map_is_told_where_its_tiles_come_from_and_whom_to_name(ada, database, connect, tmp_path):
    said = ada.get("/api/tiles").json
    assert said["template"] == "/api/tiles/{z}/{x}/{y}"
    assert "OpenStreetMap" in said["attribution"]
    assert "secret" not in str(said)


def test_without_a_tile_server_no_one_is_asked(app, connect):
    quiet = browser(app, connect, "viewer")
    assert quiet.get("/api/tiles").json["template"] is None
    assert quiet.get("/api/tiles/0/0/0").status_code == 404


def grow_old(tiles):
    """Let what is kept have been kept for long."""
    for file in tiles._folder.rglob("*"):
        if file.is_file():
            head, _, body = file.read_bytes().partition(b"\n")
            old = head.replace(head[head.index(b'"until": ') :], b'"until": 1.0}')
            file.write_bytes(old + b"\n" + body)
