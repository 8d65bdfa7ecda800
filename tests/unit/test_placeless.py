"""Copies without places: what a shared original must not tell, in the bytes themselves (P30)."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from shared import placeless
from shared.errors import UnreadableMedia
from tests import samples
from tests.conftest import skip_or_fail


@pytest.fixture(autouse=True)
def tools():
    if subprocess.run(["which", "exiftool", "ffmpeg"], capture_output=True, check=False).returncode:
        skip_or_fail("no ExifTool or ffmpeg")


def everything(file: Path) -> dict[str, object]:
    found = subprocess.run(
        ["exiftool", "-ee3", "-a", "-G1", "-j", "-n", file], capture_output=True, check=True
    )
    return json.loads(found.stdout)[0]


def geotagged(file: Path) -> bool:
    return any("GPS" in name or "Location" in name or "City" in name for name in everything(file))


@pytest.fixture
def photo(tmp_path):
    """A JPEG with its place in EXIF, XMP and IPTC, and something behind its end."""
    file = samples.photo(tmp_path / "photo.jpg", orientation=6)
    wrote = ["-XMP:GPSLatitude=48.5", "-XMP:GPSLongitude=2.2", "-IPTC:City=Paris", "-XMP:Location=Louvre"]
    subprocess.run(["exiftool", "-q", "-overwrite_original", *wrote, file], check=True)
    with file.open("ab") as end:
        end.write(b"GPS trailer 48.5")
    assert geotagged(file)
    return file


@pytest.fixture
def video(tmp_path):
    """An MP4 that says where it was taken, twice."""
    file = samples.video(tmp_path / "video.mp4")
    wrote = ["-Keys:GPSCoordinates=48.5, 2.2, 30", "-UserData:GPSCoordinates=48.5, 2.2, 30"]
    subprocess.run(["exiftool", "-q", "-overwrite_original", *wrote, file], check=True)
    assert geotagged(file)
    return file


def test_a_photo_loses_its_place_and_keeps_its_date_its_camera_and_its_pixels(photo, tmp_path):
    before, out = photo.read_bytes(), tmp_path / "out.jpg"
    placeless.make(photo, "image/jpeg", out)
    found = everything(out)
    assert not geotagged(out)
    assert b"GPS trailer" not in out.read_bytes()
    assert found["IFD0:Orientation"] == 6
    assert found["ExifIFD:DateTimeOriginal"] == everything(photo)["ExifIFD:DateTimeOriginal"]
    assert Image.open(out).tobytes() == Image.open(photo).tobytes()
    assert photo.read_bytes() == before


def test_a_video_loses_its_place_and_keeps_its_pictures(video, tmp_path):
    before, out = video.read_bytes(), tmp_path / "out.mp4"
    placeless.make(video, "video/mp4", out)
    assert not geotagged(out)
    assert everything(out)["QuickTime:Duration"] == pytest.approx(everything(video)["QuickTime:Duration"])
    assert video.read_bytes() == before


def test_what_cannot_be_copied_without_its_place_is_refused(photo, tmp_path):
    assert placeless.suffix("image/x-adobe-dng") is None
    with pytest.raises(UnreadableMedia):
        placeless.make(photo, "video/mp4", tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()


def test_a_copy_that_still_tells_a_place_is_not_given_out(photo, tmp_path, monkeypatch):
    out = tmp_path / "out.jpg"
    monkeypatch.setattr(placeless, "_picture", shutil.copyfile)
    with pytest.raises(UnreadableMedia):
        placeless.make(photo, "image/jpeg", out)
    assert not out.exists()
