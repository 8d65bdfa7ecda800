"""News for open pages: that something moved, within seconds and without content."""

import threading
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from services.web import feed, live
from shared.db.connection import connector, run
from shared.db.stir import stir
from tests.e2e.pages.serving import served
from tests.integration.watching import until
from tests.integration.web import account, analysed, application, browser, photo, session


@pytest.fixture
def app(database, connect, tmp_path):
    app = application(database, tmp_path, connect)
    app.extensions["feed"] = feed.Feed(connector(database))  # its thread needs a connection of its own
    app.extensions["alive"] = lambda: True
    return app


def listened(app, connect, change, until):
    """What a page hears from when it listens until `until` was told."""
    ada = browser(app, connect)
    answer = ada.client.get("/api/events")
    assert (answer.status_code, answer.mimetype) == (200, "text/event-stream")
    heard, ends = "", time.monotonic() + 20
    threading.Timer(0.2, change).start()
    for part in answer.response:
        heard += part if isinstance(part, str) else part.decode()
        if until in heard or time.monotonic() > ends:
            break
    answer.close()
    return heard


def test_a_new_file_is_news_and_says_nothing_of_itself(app, connect):
    heard = listened(app, connect, lambda: photo(connect, "secret.jpg"), "event: media")
    assert "event: media\ndata: {}" in heard
    assert "secret" not in heard


def test_a_file_in_the_trash_is_news(app, connect):
    media_id = photo(connect, "a.jpg")

    def discard():
        with connect() as conn:
            run(conn, "UPDATE media SET trashed_at = now() WHERE id = %(id)s", id=media_id)

    assert "event: media" in listened(app, connect, discard, "event: media")


def test_an_analysis_that_ended_moves_the_library(connect):
    media_id = photo(connect, "a.jpg")
    with connect() as conn:
        before = stir(conn)
    analysed(connect, media_id, "detect")
    with connect() as conn:
        assert stir(conn).ended != before.ended
        assert stir(conn).newest == before.newest


def test_more_pages_than_there_are_threads_for_are_told_to_go_without(app, connect, monkeypatch):
    monkeypatch.setattr(feed, "MOST", 1)
    ada = browser(app, connect)
    first = ada.client.get("/api/events")
    assert ada.get("/api/events").status_code == 503
    first.close()
    first.close()
    again = ada.client.get("/api/events")
    assert again.status_code == 200
    assert ada.get("/api/events").status_code == 503, "the place of the first was given once"
    again.close()


def test_a_page_that_was_left_gives_its_place_to_the_next(app, connect, monkeypatch):
    """Nothing tells that somebody went away but that what is said to them does not arrive."""
    monkeypatch.setattr(feed, "MOST", 1)
    monkeypatch.setattr(live, "PERIOD", 0.05)
    monkeypatch.setattr(live, "HEARTBEAT", 0.05)
    cookie = {"Cookie": f"session={session(connect, account(connect))}"}
    with served(app) as address:
        page = urlopen(Request(f"{address}/api/events", headers=cookie))
        assert page.readline() == b"retry: 2000\n"
        again = Request(f"{address}/api/events", headers=cookie)
        assert not _answers(again)
        page.close()
        until(lambda: _answers(again))


def _answers(request: Request) -> bool:
    try:
        with urlopen(request) as answer:
            return answer.status == 200
    except HTTPError as error:
        error.close()
        return False


def test_strangers_hear_nothing(app):
    assert app.test_client().get("/api/events").status_code == 401


def test_a_stream_ends_with_the_server(app, connect):
    app.extensions["alive"] = lambda: False
    answer = browser(app, connect).client.get("/api/events")
    assert b"".join(answer.response).startswith(b"retry:")
    answer.close()
