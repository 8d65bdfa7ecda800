"""Files through the front: uploads on their way in, originals and previews on their way out."""

import base64
import hashlib
import json
import time

import pytest

from shared.db import analyses, credentials, leases
from shared.domain import Job
from tests.integration import front as fronts
from tests.integration.declared import Declared
from tests.integration.web import photo

front = fronts.front

MEDIA = "default-src 'none'; sandbox; frame-ancestors 'none'"
FOREVER = "private, max-age=31536000, immutable"


def kept(front, name, content, **columns):
    """An original on disk and its row."""
    file = front.storage.original(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return photo(front.connect, file.name, path=name, size=len(content), **columns)


def derived(front, sha512, name, content):
    file = front.storage.derived(sha512.hex(), name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def staged(front):
    return sum(part.stat().st_size for part in front.storage.staging.glob("*.part"))


def test_an_upload_reaches_the_application_while_it_is_still_sent(front):
    content = bytes(range(256)) * (30 << 12)
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    seen = []

    def pieces():
        for start in range(0, len(content), 1 << 20):
            yield content[start : start + (1 << 20)]
            if start == 20 << 20:
                ends = time.monotonic() + 20
                while staged(front) < 10 << 20 and time.monotonic() < ends:
                    time.sleep(0.02)
                seen.append(staged(front))

    answer = front.signed_in(
        "/api/upload", "POST", body=pieces(), Content_Length=str(len(content)), X_Bowerbird_Path="big.bin",
        Repr_Digest=f"sha-512=:{digest}:",
    )  # fmt: skip
    assert answer.status == 201, answer.body
    assert seen[0] >= 10 << 20, "bytes that the application had before the last was sent"
    assert json.loads(answer.body)["sha512"] == hashlib.sha512(content).hexdigest()
    media_id = json.loads(answer.body)["id"]
    assert front.signed_in(f"/api/media/{media_id}/original").body == content


def test_what_is_no_upload_may_not_be_large(front):
    for path in ("/api/batches", "/sign-in", "/api/upload/", "/api/uploads/"):
        assert front.signed_in(path, "POST", body=bytes(1 << 21)).status == 413


def test_an_upload_above_20_gib_is_refused_before_it_is_sent(front):
    answer = front.signed_in("/api/upload", "POST", Content_Length=str((20 << 30) + 1))
    assert answer.status == 413


def test_an_original_is_a_download_and_part_of_it_can_be_had(front):
    media_id = kept(front, "2024/Zürich ?%2e#.jpg", bytes(range(200)), mime="image/jpeg")
    whole = front.signed_in(f"/api/media/{media_id}/original")
    assert (whole.status, whole.body, whole["content-type"]) == (200, bytes(range(200)), "image/jpeg")
    assert whole["content-disposition"].startswith("attachment;")
    assert (whole["content-security-policy"], whole["x-content-type-options"]) == (MEDIA, "nosniff")
    assert (whole["cache-control"], whole["accept-ranges"]) == ("private, no-cache", "bytes")
    part = front.signed_in(f"/api/media/{media_id}/original", Range="bytes=100-109")
    assert (part.status, part.body) == (206, bytes(range(100, 110)))
    assert part["content-range"] == "bytes 100-109/200"
    beyond = front.signed_in(f"/api/media/{media_id}/original", Range="bytes=500-")
    assert (beyond.status, beyond["content-range"]) == (416, "bytes */200")
    assert (part["content-security-policy"], part["x-accel-redirect"]) == (MEDIA, None)
    assert beyond["x-content-type-options"] == "nosniff"
    head = front.signed_in(f"/api/media/{media_id}/original", "HEAD")
    assert (head.status, head["content-length"], head.body) == (200, "200", b"")


def test_a_request_for_many_parts_gets_the_whole(front):
    media_id = kept(front, "parts.jpg", bytes(1000))
    four = front.signed_in(f"/api/media/{media_id}/original", Range="bytes=0-0,2-2,4-4,6-6")
    assert (four.status, four["content-type"].partition(";")[0]) == (206, "multipart/byteranges")
    five = front.signed_in(f"/api/media/{media_id}/original", Range="bytes=0-0,2-2,4-4,6-6,8-8")
    assert (five.status, len(five.body)) == (200, 1000)


def test_a_preview_is_kept_for_ever_and_asked_for_again_by_its_etag(front):
    sha512 = hashlib.sha512(b"preview").digest()
    media_id = photo(front.connect, sha512=sha512)
    derived(front, sha512, "preview.jpg", b"jpeg")
    first = front.signed_in(f"/api/media/{media_id}/preview?v=1")
    assert (first.status, first.body, first["content-type"]) == (200, b"jpeg", "image/jpeg")
    assert (first["cache-control"], first["content-security-policy"]) == (FOREVER, MEDIA)
    again = front.signed_in(f"/api/media/{media_id}/preview?v=1", If_None_Match=first["etag"])
    assert (again.status, again.body, again["cache-control"]) == (304, b"", FOREVER)
    assert again["content-security-policy"] == MEDIA
    same = front.signed_in(f"/api/media/{media_id}/preview", Range="bytes=1-2", If_Range=first["etag"])
    assert (same.status, same.body) == (206, b"pe")
    other = front.signed_in(f"/api/media/{media_id}/preview", Range="bytes=1-2", If_Range='"other"')
    assert (other.status, other.body) == (200, b"jpeg")


def test_a_film_plays_from_the_middle(front):
    sha512 = hashlib.sha512(b"film").digest()
    media_id = photo(front.connect, "f.mov", kind="video", mime="video/quicktime", sha512=sha512)
    derived(front, sha512, "preview.mp4", bytes(range(250)))
    part = front.signed_in(f"/api/media/{media_id}/video", Range="bytes=240-")
    assert (part.status, part.body, part["content-type"]) == (206, bytes(range(240, 250)), "video/mp4")


def test_a_link_that_leads_out_of_the_library_is_not_followed(front):
    (front.folder / "secret").write_bytes(b"secret")
    sha512 = hashlib.sha512(b"link").digest()
    place = front.storage.derived(sha512.hex(), "preview.jpg")
    place.parent.mkdir(parents=True)
    place.symlink_to(front.folder / "secret")
    answer = front.signed_in(f"/api/media/{photo(front.connect, sha512=sha512)}/preview")
    assert (answer.status, b"secret" in answer.body) == (404, False)


def test_strangers_get_no_bytes(front):
    media_id = kept(front, "private.jpg", b"private")
    for part in ("original", "preview", "video", "thumbnail"):
        assert front.ask(f"/api/media/{media_id}/{part}").status == 401


@pytest.fixture
def work(front):
    """A running analysis on another machine: the address of its lease, and its token."""
    content = b"the original" * 1000
    media_id = kept(front, "lent.mp4", content, kind="video", sha512=hashlib.sha512(content).digest())
    with front.connect() as conn:
        analyses.register(conn, Declared("preview"))
        token = credentials.issue(conn, "elsewhere", ["preview"]).token
        lease = leases.claim(conn, Job(media_id, "preview", 1), worker="w", seconds=60, attempts=5)
    assert lease
    return f"/api/worker/leases/{lease.token}", token, media_id


def test_a_worker_elsewhere_fetches_its_file_and_gives_back_what_it_made(front, work):
    lease, token, media_id = work
    lent = json.loads(front.ask(lease, Authorization=f"Bearer {token}").body)
    part = front.ask(lent["original"], Range="bytes=12000-")
    assert part.status == 416
    assert front.ask(lent["original"]).body == b"the original" * 1000
    assert front.ask(lent["original"].replace("until=", "until=1")).status == 403
    film = bytes(range(256)) * 8192
    digest = base64.b64encode(hashlib.sha512(film).digest()).decode()
    given = front.ask(
        f"{lease}/derived/preview.mp4", "PUT", body=film, Authorization=f"Bearer {token}",
        Repr_Digest=f"sha-512=:{digest}:",
    )  # fmt: skip
    assert given.status == 201, given.body
    assert front.signed_in(f"/api/media/{media_id}/video").body == film
    assert front.ask(f"{lease}/other/preview.mp4", "PUT", body=film).status == 413
    with front.connect() as conn:
        credentials.revoke(conn, "elsewhere")
    assert front.ask(lent["original"]).status == 403
    assert front.ask(lease, Authorization=f"Bearer {token}").status == 401


def test_a_stranger_is_told_so_although_the_upload_is_cut_short(front):
    for _ in range(20):
        answer = front.ask("/api/upload", "POST", body=bytes(8 << 20))
        assert answer.status == 401, answer.body
