"""What is downloaded by a link: without its place where the link says so, else byte for byte (P30)."""

import io
import json
import re
import subprocess
import zipfile

import pytest

from shared.db import media
from shared.storage import Storage
from tests import samples
from tests.e2e.pages.album import Album
from tests.integration.web import browser


@pytest.fixture
def link(app, connect, kept):
    """Makes a link to an album of the files that are kept, whose originals may be downloaded."""
    member = browser(app, connect)

    def make(ids=kept, **wanted):
        album = member.post("/api/albums", json={"name": "Summer", "ids": ids}).json["id"]
        answer = member.post("/api/shares", json={"album": album, "originals": True, **wanted})
        return re.sub(r"https?://[^/]+", "", answer.json["link"])

    return make


def places(content):
    """What ExifTool finds of a place in some bytes."""
    found = subprocess.run(
        ["exiftool", "-ee3", "-a", "-G1", "-j", "-n", "-"], input=content, capture_output=True, check=True
    )
    return [name for name in json.loads(found.stdout)[0] if "GPS" in name or "Location" in name]


@pytest.fixture
def kept(connect, tmp_path):
    """A photo and a video that say where they were taken."""
    photo, video = samples.photo(tmp_path / "IMG_1.jpg"), samples.video(tmp_path / "VID_1.mp4")
    subprocess.run(
        ["exiftool", "-q", "-overwrite_original", "-Keys:GPSCoordinates=48.5, 2.2, 30", video], check=True
    )
    assert places(photo.read_bytes())
    assert places(video.read_bytes())
    return Album(connect, tmp_path).keep([(one.name, one.read_bytes()) for one in (photo, video)])


def test_downloads_tell_no_place_and_the_originals_stay_as_they_are(link, visitor, kept, tmp_path):
    address = link()
    before = [path.read_bytes() for path in sorted((tmp_path / "storage/originals").rglob("*.*"))]
    for media_id in kept:
        for part in ("original", "video", "preview"):
            answer = visitor.get(f"{address}/{media_id}/{part}")
            if answer.status_code == 200:
                assert places(answer.data) == []
        assert visitor.get(f"{address}/{media_id}/original").status_code == 200
    with zipfile.ZipFile(io.BytesIO(visitor.get(f"{address}/download").data)) as archive:
        assert sorted(archive.namelist()) == ["IMG_1.jpg", "VID_1.mp4"]
        assert [places(archive.read(name)) for name in archive.namelist()] == [[], []]
    assert before == [path.read_bytes() for path in sorted((tmp_path / "storage/originals").rglob("*.*"))]


def test_with_places_the_originals_come_byte_for_byte(link, visitor, kept, tmp_path):
    address = link(nowhere=False)
    given = {visitor.get(f"{address}/{media_id}/original").data for media_id in kept}
    assert given == {path.read_bytes() for path in (tmp_path / "storage/originals").rglob("*.*")}


def test_a_film_that_cannot_be_wrapped_anew_is_given_as_the_browser_plays_it(
    link, visitor, connect, tmp_path
):
    film = samples.video(tmp_path / "VID_2.avi", more=["-c:v", "mpeg4"])
    (media_id,) = Album(connect, tmp_path).keep([(film.name, film.read_bytes())])
    played = samples.video(tmp_path / "played.mp4").read_bytes()
    with connect() as conn:
        sha512 = media.stored(conn, media_id).sha512
    Storage(tmp_path / "storage").derived(sha512, "preview.mp4").write_bytes(played)
    answer = visitor.get(f"{link(ids=[media_id])}/{media_id}/original")
    assert (answer.mimetype, answer.data) == ("video/mp4", played)
    assert "VID_2.mp4" in answer.headers["Content-Disposition"]
