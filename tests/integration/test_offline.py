"""The pages as an application that can be installed (P33)."""

import pytest

from tests.integration.web import application


@pytest.fixture
def stranger(database, connect, tmp_path):
    return application(database, tmp_path, connect).test_client()


def test_the_manifest_names_icons_that_are_there(stranger):
    answer = stranger.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    assert answer.json["display"] == "standalone"
    sizes = {icon["sizes"] for icon in answer.json["icons"]}
    assert {"192x192", "512x512"} <= sizes
    for icon in answer.json["icons"]:
        assert stranger.get(icon["src"]).mimetype == icon["type"]


def test_the_worker_is_never_an_old_one(stranger):
    answer = stranger.get("/worker.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_offline_page_needs_no_account_and_tells_of_none(stranger):
    answer = stranger.get("/offline")
    assert answer.status_code == 200
    assert "Sign out" not in answer.text
