"""A worker on another machine fetches what it reads, resumes what broke, and blames no file for the line."""

import time

import pytest

from shared import line
from shared.domain import MediaKind
from shared.errors import MediaUnavailable, UnreadableMedia
from shared.remote import Web
from shared.settings import Settings
from tests.unit.lender import TOKEN, Lender


@pytest.fixture
def lender(monkeypatch):
    """A lender whose troubles end soon."""
    monkeypatch.setattr(line, "PATIENCE", 1.5)
    monkeypatch.setattr(line, "SILENCE", 0.4)
    monkeypatch.setattr(line, "_PAUSE", (0.05, 0.1))
    with Lender().open() as lender:
        yield lender


@pytest.fixture
def shelf(lender, tmp_path):
    """Makes shelves that are closed in the end."""
    made = []

    def make(**changes):
        given = {"data": tmp_path / "data", "media_url": lender.url, "media_token": TOKEN} | changes
        made.append(Web(Settings(**given), "detect"))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def web(shelf):
    return shelf()


def test_of_a_photo_whose_preview_is_enough_the_original_is_not_fetched(web, lender, tmp_path):
    files = web.bring(lender.lease(), tmp_path, original=False)
    assert files.preview.read_bytes() == b"preview"
    assert not files.original.exists()
    assert lender.asked == ["lease", "preview"]


def test_an_original_that_is_read_is_fetched_and_verified(web, lender, tmp_path):
    files = web.bring(lender.lease(), tmp_path, original=True)
    assert files.original.read_bytes() == lender.original
    assert lender.asked == ["lease", "preview", "original"]


def test_a_photo_without_a_preview_has_none_here_either(web, lender, tmp_path):
    lender.preview = None
    assert web.bring(lender.lease(), tmp_path, original=False).preview is None


def test_what_arrived_before_the_connection_broke_is_not_fetched_again(web, lender, tmp_path):
    lender.cuts = [7, 70_000, 1]  # the preview's seven bytes are whole
    files = web.bring(lender.lease(), tmp_path, original=True)
    assert files.original.read_bytes() == lender.original
    assert lender.sent == 7 + len(lender.original)


def test_an_address_that_is_no_longer_good_is_asked_for_again(web, lender, tmp_path):
    lender.statuses = [200, 403]
    assert web.bring(lender.lease(MediaKind.AUDIO), tmp_path, original=True).original.exists()
    assert lender.asked == ["lease", "original", "lease", "original"]


def test_a_web_application_that_restarts_is_waited_for(web, lender, tmp_path):
    lender.statuses = [503, 502, 200, 500]
    assert web.bring(lender.lease(), tmp_path, original=True).original.exists()


def test_a_damaged_original_is_refused_with_the_reason(web, lender, tmp_path):
    lease = lender.lease()
    lender.original = b"x" + lender.original[1:]
    with pytest.raises(UnreadableMedia, match="its SHA-512 is not that with which it was kept"):
        web.bring(lease, tmp_path, original=True)
    assert list(tmp_path.glob("*.part")) == []


def test_an_original_of_another_size_is_refused(web, lender, tmp_path):
    lease = lender.lease()
    lender.original += b"x"
    with pytest.raises(UnreadableMedia, match="it has 160001 bytes and was kept with 160000"):
        web.bring(lease, tmp_path, original=True)


def test_an_original_that_is_gone_is_said_to_be(web, lender, tmp_path):
    lender.statuses = [200, 404]
    with pytest.raises(UnreadableMedia, match="not in the storage folder"):
        web.bring(lender.lease(MediaKind.AUDIO), tmp_path, original=True)


@pytest.mark.parametrize("trouble", ["down", "silent", "failing"])
def test_a_web_application_that_does_not_answer_is_given_up_in_time(shelf, lender, tmp_path, trouble):
    web = shelf(**({"media_url": "http://127.0.0.1:9"} if trouble == "down" else {}))
    lender.silent = trouble == "silent"
    lender.statuses = [503] * 1000
    began = time.monotonic()
    with pytest.raises(MediaUnavailable, match=r"127\.0\.0\.1:\d+ does not give out media: "):
        web.bring(lender.lease(), tmp_path, original=True)
    assert time.monotonic() - began < 10


def test_a_refused_token_is_said_with_what_the_web_application_says(shelf, lender, tmp_path):
    with pytest.raises(MediaUnavailable, match="401 this token is unknown"):
        shelf(media_token="another").bring(lender.lease(), tmp_path, original=True)


def test_a_recording_is_fetched_once_for_all_of_its_pieces(web, lender, tmp_path):
    lease = lender.lease(MediaKind.AUDIO)
    first = web.bring(lease, tmp_path, original=True)
    assert web.bring(lease, tmp_path, original=True) == first
    assert lender.asked.count("original") == 1


def test_the_next_recording_takes_the_place_of_the_last(web, lender, tmp_path):
    first = web.bring(lender.lease(MediaKind.VIDEO), tmp_path, original=True).original
    lender.original = b"another"
    second = web.bring(lender.lease(MediaKind.VIDEO), tmp_path, original=True).original
    assert (first.exists(), second.read_bytes()) == (False, b"another")


def test_two_workers_of_one_machine_do_not_share_a_place(shelf, lender, tmp_path):
    lease = lender.lease(MediaKind.VIDEO)
    places = [one.bring(lease, tmp_path, original=True).original for one in (shelf(), shelf())]
    assert len({place.parent for place in places}) == 2


def test_what_an_analyzer_made_is_sent_whole(web, lender, tmp_path):
    lender.statuses = [503]
    (tmp_path / "made").write_bytes(b"small" * 100_000)
    web.keep(lender.lease(), "preview.mp4", tmp_path / "made")
    assert lender.kept == {"preview.mp4": b"small" * 100_000}
    assert lender.asked == ["put", "put"]
