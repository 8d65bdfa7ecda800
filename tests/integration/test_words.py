"""Every text can be said in another language; which one, the browser says."""

from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from services.web import words
from tests.integration.web import application


@pytest.fixture
def german(tmp_path, monkeypatch):
    """A catalog of two texts."""
    catalog = Catalog("de")
    catalog.add("Sign in", "Anmelden")
    catalog.add("{n} selected", "{n} ausgewählt")
    written = BytesIO()
    write_mo(written, catalog)
    file = tmp_path / "words/de/LC_MESSAGES/bowerbird.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(written.getvalue())
    monkeypatch.setattr(words, "FOLDER", tmp_path / "words")
    words._catalog.cache_clear()
    yield
    words._catalog.cache_clear()


def page(database, connect, folder, language):
    client = application(database, folder, connect).test_client()
    return client.get("/sign-in", headers={"Accept-Language": language}).text


@pytest.mark.usefixtures("german")
def test_a_browser_that_prefers_a_language_with_a_catalog_gets_it(database, connect, tmp_path):
    said = page(database, connect, tmp_path, "de-CH, de;q=0.9, en;q=0.5")
    assert '<html lang="de"' in said
    assert ">Anmelden<" in said
    assert "{n} ausgew" in said  # for the scripts, in the head


@pytest.mark.usefixtures("german")
def test_every_other_browser_gets_english_and_no_catalog(database, connect, tmp_path):
    said = page(database, connect, tmp_path, "ja")
    assert '<html lang="en"' in said
    assert ">Sign in<" in said
    assert 'name="words"' not in said
