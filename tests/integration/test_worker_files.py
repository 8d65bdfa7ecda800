"""Files for workers on other machines: lent by lease and token, fetched by signed address, given back."""

import base64
import hashlib
from datetime import datetime
from io import BytesIO
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

import pytest

from services.web import tickets
from shared.db import analyses, credentials, leases, loans
from shared.db.connection import run
from shared.domain import Job
from shared.signatures import Ticket, sign
from shared.storage import Storage
from tests.integration.declared import Declared
from tests.integration.web import application, browser, photo

SHA = hashlib.sha512(b"the original").digest()
KEY = "a key of this test"
NAME = "elsewhere"


@pytest.fixture
def client(database, connect, tmp_path):
    return application(database, tmp_path, connect, secret_key=KEY).test_client()


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "storage")


@pytest.fixture
def token(connect):
    return issue(connect)


@pytest.fixture
def lease(connect, storage):
    """A running detection of a file that has an original and a preview."""
    media_id = photo(connect, sha512=SHA, size=12, path="2024/é ?.jpg")
    write(storage.original("2024/é ?.jpg"), b"the original")
    write(storage.derived(SHA.hex(), "preview.jpg"), b"the preview")
    return claimed(connect, media_id)


def issue(connect, name=NAME, analyzers=("detect",)):
    with connect() as conn:
        return credentials.issue(conn, name, analyzers).token


def claimed(connect, media_id, analyzer="detect"):
    with connect() as conn:
        analyses.register(conn, Declared(analyzer))
        found = leases.claim(conn, Job(media_id, analyzer, 1), worker="w", seconds=60, attempts=5)
    assert found
    return found


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def lend(client, lease, token):
    return client.get(f"/api/worker/leases/{lease.token}", headers={"Authorization": f"Bearer {token}"})


def give(client, lease, token, name="preview.mp4", body=b"a film", headers=()):
    digest = base64.b64encode(hashlib.sha512(b"a film").digest()).decode()
    headers = {"Authorization": f"Bearer {token}", "Repr-Digest": f"sha-512=:{digest}:"} | dict(headers)
    stream = {"data": body} if isinstance(body, bytes) else {"input_stream": body}
    return client.put(f"/api/worker/leases/{lease.token}/derived/{name}", headers=headers, **stream)


def altered(address, **changes):
    parts = urlsplit(address)
    return parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | changes)).geturl()


def fetched(client, address):
    return client.get(address, buffered=True).status_code


def test_a_worker_fetches_the_file_that_it_works_on(client, lease, token):
    lent = lend(client, lease, token)
    assert lent.status_code == 200, lent.text
    assert (lent.json["size"], lent.json["sha512"]) == (12, SHA.hex())
    left = datetime.fromisoformat(lent.json["expires"]).timestamp() - datetime.now().timestamp()
    assert 290 < left <= 300
    assert client.get(lent.json["original"], buffered=True).data == b"the original"
    assert client.get(lent.json["preview"], buffered=True).data == b"the preview"
    part = client.get(lent.json["original"], headers={"Range": "bytes=4-"}, buffered=True)
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"original", "bytes 4-11/12")
    assert part.mimetype == "application/octet-stream"


def test_where_there_is_no_preview_none_is_lent(client, lease, token, storage):
    storage.derived(SHA.hex(), "preview.jpg").unlink()
    assert lend(client, lease, token).json["preview"] is None


def test_behind_nginx_the_file_is_named_and_not_sent(database, connect, tmp_path, lease, token):
    app = application(database, tmp_path, connect, secret_key=KEY, accel="/_files")
    client = app.test_client()
    answer = client.get(lend(client, lease, token).json["original"])
    assert answer.headers["X-Accel-Redirect"] == "/_files/originals/2024/%C3%A9%20%3F.jpg"


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic {token}", "{token}"]
)
def test_without_a_token_of_ours_nothing_is_told(client, lease, token, header):
    headers = {"Authorization": header.format(token=token)} if header else {}
    assert client.get(f"/api/worker/leases/{lease.token}", headers=headers).status_code == 401
    put = client.put(f"/api/worker/leases/{lease.token}/derived/a.mp4", data=b"x", headers=headers)
    assert put.status_code == 401


def test_an_account_is_no_worker(client, connect, lease):
    ada = browser(client.application, connect, "admin")
    assert ada.get(f"/api/worker/leases/{lease.token}").status_code == 401


def test_a_lease_that_is_unknown_is_not_found(client, lease, token):
    answer = client.get(f"/api/worker/leases/{uuid4()}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 404


def test_the_lease_of_another_analyzer_is_not_lent(client, connect, lease):
    assert lend(client, lease, issue(connect, "listener", ["speech"])).status_code == 404


@pytest.mark.parametrize(
    "ended", ["lease_until = now()", "state = 'done'", "lease = gen_random_uuid()", "lease = NULL"]
)
def test_a_lease_that_ended_is_not_lent_and_takes_nothing(client, connect, lease, token, storage, ended):
    with connect() as conn:
        run(conn, f"UPDATE analysis SET {ended}")
    assert lend(client, lease, token).status_code == 404
    assert give(client, lease, token).status_code == 404
    assert not storage.derived(SHA.hex(), "preview.mp4").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"for": "other"}, {"for": ""}, {"for": "x\0"}, {"until": "99999999999"}, {"until": "-1"},
        {"until": "x"}, {"until": ""}, {"until": "1" * 400}, {"signature": "0" * 64},
        {"signature": ""}, {"signature": "é"},
    ],
)  # fmt: skip
def test_an_altered_address_is_refused(client, connect, lease, token, changes):
    issue(connect, "other")
    assert fetched(client, altered(lend(client, lease, token).json["original"], **changes)) == 403


def test_an_address_is_for_one_part_of_one_file(client, connect, lease, token):
    address = lend(client, lease, token).json["original"]
    assert fetched(client, address.replace("/original?", "/preview?")) == 403
    assert fetched(client, address.replace("/files/1/", "/files/2/")) == 403
    assert fetched(client, address.replace("/original?", "/thumbnail?")) == 403
    refused = client.get(address.partition("?")[0])
    assert (refused.status_code, refused.mimetype) == (403, "application/problem+json")


def test_an_address_ends_after_five_minutes(client, lease, token, monkeypatch):
    address = lend(client, lease, token).json["original"]
    until = int(dict(parse_qsl(urlsplit(address).query))["until"])
    monkeypatch.setattr(tickets.time, "time", lambda: until + 1)
    assert fetched(client, address) == 403


def test_an_address_that_promises_more_than_five_minutes_is_refused_though_signed(
    client, connect, lease, token
):
    with connect() as conn:
        issued = loans.issued(conn, NAME)
    address = lend(client, lease, token).json["original"]
    until = int(dict(parse_qsl(urlsplit(address).query))["until"]) + 3600
    signature = sign(KEY, Ticket(1, "original", NAME, issued, until))
    assert fetched(client, altered(address, until=str(until), signature=signature)) == 403


def test_revoking_shuts_out_at_once_and_voids_addresses(client, connect, lease, token, storage):
    address = lend(client, lease, token).json["original"]
    assert fetched(client, address) == 200
    with connect() as conn:
        credentials.revoke(conn, NAME)
    assert fetched(client, address) == 403
    assert lend(client, lease, token).status_code == 401
    assert give(client, lease, token).status_code == 401


def test_new_secrets_void_the_addresses_of_the_old(client, connect, lease, token):
    address = lend(client, lease, token).json["original"]
    newer = issue(connect)
    assert fetched(client, address) == 403
    assert lend(client, lease, token).status_code == 401
    assert lend(client, lease, newer).status_code == 200


def test_another_key_signs_other_addresses(database, connect, tmp_path, client, lease, token):
    address = lend(client, lease, token).json["original"]
    other = application(database, tmp_path, connect, secret_key="another").test_client()
    assert fetched(other, address) == 403


def test_without_a_key_nothing_is_lent_and_nothing_believed(
    database, connect, tmp_path, client, lease, token
):
    keyless = application(database, tmp_path, connect).test_client()
    answer = lend(keyless, lease, token)
    assert (answer.status_code, "SECRET_KEY" in answer.json["detail"]) == (503, True)
    assert fetched(keyless, lend(client, lease, token).json["original"]) == 503


def test_what_a_worker_made_lies_beside_the_previews(client, lease, token, storage):
    answer = give(client, lease, token)
    assert (answer.status_code, answer.json) == (201, {"name": "preview.mp4", "size": 6})
    assert storage.derived(SHA.hex(), "preview.mp4").read_bytes() == b"a film"
    assert give(client, lease, token).status_code == 201, "a second time is as good"
    assert list(storage.staging.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"a fil", {}),
        (b"", {}),
        (b"a film", {"Repr-Digest": ""}),
        (b"a film", {"Repr-Digest": "sha-256=:AAAA:"}),
        (b"a film", {"Repr-Digest": "sha-512=:???:"}),
    ],
)
def test_what_did_not_arrive_whole_is_not_kept(client, lease, token, storage, body, headers):
    assert give(client, lease, token, body=body, headers=headers).status_code == 400
    assert not storage.derived(SHA.hex(), "preview.mp4").exists()
    assert not storage.staging.exists() or list(storage.staging.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["preview.jpg", "preview", "Preview.mp4", ".mp4", "a.", "a.b.c", "..", "a" * 41 + ".mp4", "a.mp4x12345",
     "a%00.mp4", "a%2e%2e.mp4", "%2e%2e%2fa.mp4"],
)  # fmt: skip
def test_a_derived_file_cannot_be_called_anything(client, lease, token, storage, name):
    assert give(client, lease, token, name=name).status_code in {400, 401, 404}
    assert {path.name for path in storage.root.rglob("*") if path.is_file()} == {
        "é ?.jpg", f"{SHA.hex()}-preview.jpg",
    }  # fmt: skip


def test_work_that_went_to_another_worker_meanwhile_is_not_kept(client, connect, lease, token, storage):
    class Slow(BytesIO):
        """A body during which the lease is lost."""

        def readinto(self, buffer):
            with connect() as conn:
                run(conn, "UPDATE analysis SET lease = gen_random_uuid()")
            return super().readinto(buffer)

    assert give(client, lease, token, body=Slow(b"a film")).status_code == 404
    assert not storage.derived(SHA.hex(), "preview.mp4").exists()


def test_a_full_disk_takes_nothing(database, connect, tmp_path, lease, token, storage):
    client = application(database, tmp_path, connect, secret_key=KEY, min_free=1 << 60).test_client()
    assert give(client, lease, token).status_code == 507
    assert not storage.derived(SHA.hex(), "preview.mp4").exists()
