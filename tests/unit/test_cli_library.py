"""Where commands say that the library is."""

from pathlib import Path

from services.cli import library
from shared.settings import Settings


def test_links_name_the_public_address_where_there_is_one(tmp_path: Path):
    settings = Settings(data=tmp_path, public_url="https://photos.example/")
    assert library.address(settings) == "https://photos.example"


def test_links_name_the_own_address_otherwise(tmp_path: Path):
    assert library.address(Settings(data=tmp_path, port=8421)) == "http://127.0.0.1:8421"
