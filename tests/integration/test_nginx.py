"""What the front lets in, what it keeps out, and what every answer of it carries."""

import http.client
import json
import ssl
import subprocess
import warnings

import pytest

from shared.db.connection import insert
from tests.integration import front as fronts
from tests.integration.front import carries_everything
from tests.integration.ports import apart
from tests.integration.web import account, link, photo

front = fronts.front


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/sign-in", {}, 200),
        ("/", {}, 303),
        ("/static/css/base.css", {}, 200),
        ("/static/nothing", {}, 404),
        ("/api/media", {}, 401),
        ("/api/media/1", {}, 401),
        ("/healthz", {}, 200),
        ("/metrics", {}, 404),
        ("/readyz", {}, 404),
        ("/_files/originals/a.jpg", {}, 404),
        ("/", {"method": "TRACE"}, 405),
        ("/", {"method": "CONNECT"}, 405),
        ("/", {"method": "BREW"}, 405),
        ("/", {"Host": "evil.example"}, 421),
        ("/api/media", {"Host": "photos.example.evil.example"}, 421),
        ("/sign-in", {"Host": "photos.example:8443"}, 200),
        ("/sign-in", {"Host": "127.0.0.1"}, 200),
        ("/sign-in", {"Host": "[::1]:8443"}, 200),
        ("/api/batches", {"method": "POST", "body": bytes((1 << 20) + 1)}, 413),
        ("/api/upload", {"method": "POST", "Content_Length": str(21 << 30)}, 413),
        ("/" + "x" * 9000, {}, 414),
        ("/", {"X_Long": "x" * 9000}, 400),
    ],
)
def test_every_answer_carries_the_security_headers_once(front, path, more, status):
    answer = front.ask(path, **more)
    assert answer.status == status, answer.body
    carries_everything(answer)


def test_what_is_for_members_carries_them_too(front):
    media_id = photo(front.connect)
    with front.connect() as conn:
        insert(conn, "thumbnail", ("media_id", "image"), [(media_id, b"webp")])
    for path, status in {"/": 200, "/api/media": 200, "/api/media/999999": 404, "/nothing": 404}.items():
        answer = front.signed_in(path)
        assert answer.status == status
        carries_everything(answer)
    first = front.signed_in(f"/api/media/{media_id}/thumbnail?v=1")
    assert first["cache-control"] == "private, max-age=31536000, immutable"
    assert first["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    again = front.signed_in(f"/api/media/{media_id}/thumbnail?v=1", If_None_Match=first["etag"])
    assert again.status == 304
    carries_everything(again)


def test_our_own_errors_are_json_for_programs_and_a_page_for_people(front):
    told = front.ask("/api/batches", "POST", body=bytes((1 << 20) + 1))
    assert told["content-type"] == "application/problem+json"
    assert json.loads(told.body)["detail"] == "This is more than may be sent here."
    assert json.loads(told.body)["request"] == told["x-request-id"]
    page = front.ask("/metrics")
    assert page["content-type"] == "text/html; charset=utf-8"
    assert b"There is nothing here." in page.body


def test_plain_http_only_leads_to_https(front):
    for method, host, there in [
        ("GET", "photos.example", f"https://photos.example:{front.https}/a?b=c"),
        ("POST", "127.0.0.1:80", f"https://127.0.0.1:{front.https}/a?b=c"),
        ("GET", "evil.example", None),
    ]:
        link = http.client.HTTPConnection("127.0.0.1", front.http, timeout=10)
        link.request(method, "/a?b=c", headers={"Host": host})
        answer = link.getresponse()
        assert (answer.status, answer.getheader("Location")) == (301 if there else 421, there)
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
        assert answer.getheader("Strict-Transport-Security") is None
        link.close()


def negotiated(front, version, **changes):
    context = front.trust
    context.set_ciphers(changes.get("ciphers", "ALL:@SECLEVEL=0"))
    context.set_alpn_protocols(["h2", "http/1.1"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    with front.opened(trust=context) as link:
        link.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000040000000000"))
        assert link.recv(1), "the first frame, behind TLS 1.3's tickets"
        return link.version(), link.selected_alpn_protocol(), link.session.has_ticket


def test_tls_is_1_2_or_1_3_with_http_2_and_no_tickets(front):
    assert negotiated(front, ssl.TLSVersion.TLSv1_2) == ("TLSv1.2", "h2", False)
    version, protocol, _ = negotiated(front, ssl.TLSVersion.TLSv1_3)
    assert (version, protocol) == ("TLSv1.3", "h2")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_older_tls_is_refused(front, version):
    with pytest.raises(ssl.SSLError, match="ALERT_PROTOCOL_VERSION"):
        negotiated(front, version)


@pytest.mark.parametrize("ciphers", ["AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "NULL"])
def test_older_ciphers_are_refused(front, ciphers):
    with pytest.raises(ssl.SSLError, match="ALERT_HANDSHAKE_FAILURE"):
        negotiated(front, ssl.TLSVersion.TLSv1_2, ciphers=f"{ciphers}:@SECLEVEL=0")


def test_log_and_application_call_a_request_by_the_same_name_and_tell_no_secrets(front):
    token = link(front.connect, account(front.connect, "linked")).rpartition("/")[2]
    welcome = front.ask(f"/welcome/{token}?x=private")
    searched = front.signed_in("/api/media?q=private")
    front.ask("/files/1/original?for=a&until=1&signature=private")
    text = "\n".join(front.log())
    assert token not in text
    assert "private" not in text
    lines = {line["request"]: line for line in map(json.loads, front.log())}
    assert lines[welcome["x-request-id"]]["path"] == "/welcome/-"
    assert (lines[searched["x-request-id"]]["path"], lines[searched["x-request-id"]]["status"]) == (
        "/api/media",
        "200",
    )


def test_a_slow_client_is_given_up_and_a_fast_one_slowed_down(front):
    command = ["nginx", "-e", "stderr", "-T", "-c", str(front.folder / "nginx" / "nginx.conf")]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for directive in (
        "client_header_timeout 15s;", "client_body_timeout 60s;", "send_timeout 60s;",
        "ssl_session_tickets off;",
        "limit_req zone=general burst=1000 nodelay;", "limit_req zone=workers burst=1000 nodelay;",
        "limit_conn connections 256;", "disable_symlinks on",
    ):  # fmt: skip
        assert directive in text
    assert text.count("add_header Content-Security-Policy") == 1, "a second one would hide all the others"


def test_text_is_compressed_and_pictures_are_not(front):
    assert front.ask("/sign-in", Accept_Encoding="gzip")["content-encoding"] == "gzip"
    media_id = photo(front.connect)
    with front.connect() as conn:
        insert(conn, "thumbnail", ("media_id", "image"), [(media_id, bytes(4000))])
    picture = front.signed_in(f"/api/media/{media_id}/thumbnail", Accept_Encoding="gzip")
    assert (picture["content-encoding"], len(picture.body)) == (None, 4000)


def test_while_the_application_is_down_the_front_says_so(tmp_path):
    fronts.require_nginx()
    web, plain, secure = apart(3)
    with fronts.nginx(tmp_path, web=web, http=plain, https=secure):
        alone = fronts.Front(tmp_path, plain, secure, lambda: None, "")
        for path, kind in {"/": "text/html; charset=utf-8", "/api/media": "application/problem+json"}.items():
            answer = alone.ask(path)
            assert (answer.status, answer["retry-after"], answer["content-type"]) == (502, "5", kind)
            assert b"starting or was stopped" in answer.body
            carries_everything(answer)
        upload = alone.ask("/api/upload", "POST", body=bytes(2 << 20))
        assert (upload.status, upload["content-type"]) == (502, "application/problem+json")
