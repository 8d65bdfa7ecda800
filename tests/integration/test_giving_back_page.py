"""The history of batches, and the question before one goes back to the inbox (issue 4, Activity)."""

import pytest

from shared.db import batches, returns
from tests.integration.web import browser


@pytest.fixture
def library(library):
    library.take(b"one", "<b>a.jpg")
    library.take(b"one", "b.jpg")
    return library


def test_the_history_says_what_came_and_leads_to_it(app, connect, library):
    ada = browser(app, connect)
    for page in ("/status", "/status/batches"):
        shown = ada.get(page).text
        assert f'href="/?batch={library.batch}"' in shown
        assert "Anna&#39;s phone" in shown
        assert "/status/return" not in shown, "only an admin may"


def test_the_history_is_read_page_by_page(app, connect, library):
    with connect() as conn:
        later = batches.begin(conn, "later", "upload")
    first, library.batch = library.batch, later
    library.take(b"two", "c.jpg")
    older = browser(app, connect).get(f"/status/batches?before={later}").text
    assert f'data-batch="{first}"' in older
    assert f'data-batch="{later}"' not in older


def test_giving_back_asks_first_and_says_what_it_does(app, connect, library):
    root = browser(app, connect, "admin")
    question = root.get(f"/status/return/{library.batch}").text
    assert "1 file (3 bytes) goes back" in question
    assert f"returned-{library.batch}" in question
    assert "This cannot be undone" in question
    with connect() as conn:
        assert returns.asked(conn) == [], "looking asks for nothing"
    answer = root.post(f"/status/return/{library.batch}")
    assert (answer.status_code, answer.location) == (303, f"/status#batch-{library.batch}")
    with connect() as conn:
        assert returns.asked(conn) == [library.batch]
    assert "Going back to the inbox" in root.get("/status").text


def test_a_batch_that_is_none_cannot_go_back(app, connect):
    root = browser(app, connect, "admin")
    assert root.get("/status/return/999").status_code == 404
    assert root.post("/status/return/999").status_code == 404


def test_a_member_cannot_give_back(app, connect, library):
    ada = browser(app, connect)
    assert ada.get(f"/status/return/{library.batch}").status_code == 403
    assert ada.post(f"/status/return/{library.batch}").status_code == 403


def test_a_batch_whose_files_are_gone_says_so(app, connect, library):
    with connect() as conn:
        [file] = returns.leaving(conn, library.batch, 0)
        assert returns.let_go(conn, library.batch, file)
    assert "nothing to return" in browser(app, connect, "admin").get(f"/status/return/{library.batch}").text
