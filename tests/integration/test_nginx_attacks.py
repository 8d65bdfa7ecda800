"""What attackers try on the front: guesses, feigned headers, odd spellings, requests in two readings."""

import pytest

from shared.db.connection import value
from tests.integration import front as fronts
from tests.integration.front import carries_everything

front = fronts.front


def test_guesses_of_one_address_are_slowed_down_and_nobody_else_is(front):
    def guess(source):
        form = b"name=ada&password=wrong"
        return front.ask(
            "/sign-in", "POST", body=form, source=source, Content_Type="application/x-www-form-urlencoded"
        )

    answers = [guess("127.0.0.9") for _ in range(9)]
    refused = [answer for answer in answers if b"please wait a moment" in answer.body]
    assert len(refused) >= 2
    assert {(answer.status, answer["retry-after"]) for answer in refused} == {(429, "10")}
    carries_everything(refused[0])
    assert b"please wait a moment" not in guess("127.0.0.10").body
    assert {front.ask("/sign-in", source="127.0.0.9").status for _ in range(12)} == {200}


def test_what_a_client_says_about_itself_is_not_believed(front):
    for n in range(3):
        front.ask(
            "/sign-in", "POST", body=b"name=eve&password=x", source="127.0.0.11",
            Content_Type="application/x-www-form-urlencoded", X_Forwarded_For=f"203.0.113.{n}",
            X_Real_IP=f"203.0.113.{n}", Forwarded=f"for=203.0.113.{n}",
        )  # fmt: skip
    with front.connect() as conn:
        subjects = value(conn, "SELECT array_agg(DISTINCT subject) FROM sign_in_failure")
    assert "address:127.0.0.11" in subjects
    assert not [subject for subject in subjects if "203.0.113" in subject]


def test_neither_scheme_nor_host_nor_request_can_be_feigned(front):
    answer = front.ask(
        "/", X_Forwarded_Proto="http", X_Forwarded_Host="evil.example", X_Forwarded_Port="1",
        X_Forwarded_Prefix="/evil", X_Request_ID="f" * 32,
    )  # fmt: skip
    assert answer["strict-transport-security"]
    assert answer["location"] == "/sign-in"
    assert answer["x-request-id"] != "f" * 32


def test_a_client_cannot_have_a_file_sent(front):
    answer = front.ask("/sign-in", X_Accel_Redirect="/_files/originals/a", X_Accel_Buffering="no")
    assert (answer.status, answer["content-type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "path",
    [
        "/_files/originals/a.jpg", "/_files/originals../tls/web.key", "/_files/originals..%2ftls/web.key",
        "/_files/originals/../../tls/web.key", "/_files/originals/%2e%2e/%2e%2e/tls/web.key", "/_files/",
        "/_files", "//_files/originals/a.jpg", "/_files//originals//a.jpg", "/_files;x/originals/a.jpg",
        "/_files/originals;/a.jpg", "/_FILES/originals/a.jpg", "/_Files/Originals/a.jpg",
        "/%5ffiles/originals/a.jpg",
        "/%5Ffiles/derived/a", "/x/../_files/originals/a.jpg", "/x/%2e%2e/_files/originals/a.jpg",
        "/./_files/originals/a.jpg", "/_files/derived/%00", "/_files/originals/..%252f..%252ftls/web.key",
        "/_originals/a.jpg", "/_originals../a.jpg", "/metrics", "//metrics", "/%6detrics", "/metrics/",
        "/x/../metrics", "/_problem.html", "/_problem.json", "/_problem.html/x",
        "/static/../_files/originals/a.jpg",
    ],
)  # fmt: skip
def test_no_spelling_reaches_the_files_or_the_metrics(front, path):
    file = front.storage.original("a.jpg")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"secret")
    answer = front.signed_in(path)
    assert answer.status in {400, 404} if "%00" in path else answer.status == 404
    assert b"secret" not in answer.body
    assert b"PRIVATE" not in answer.body
    carries_everything(answer)


START = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        START + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        START + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        START + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        START + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        START + b"Content-Length: +5\r\n\r\nhello",
        START + b"Content-Length: 0x5\r\n\r\nhello",
        START + b"Content-Length: -1\r\n\r\n",
        START + b"Content-Length: 5 5\r\n\r\nhello",
        START + b"Content-Length : 5\r\n\r\nhello",
        START + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        START + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        START + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        START + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        START + b"Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
        START + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
        START + b"Transfer-Encoding: chunked\r\n\r\nZ\r\nhello\r\n0\r\n\r\n",
        START + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        START + b"Host: evil.example\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: local host\r\n\r\n",
        b"POST /sign-in HTTP/9.1\r\nHost: localhost\r\n\r\n",
        b"POST /sign-in\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_a_request_that_could_be_read_in_two_ways_is_refused_and_its_connection_closed(front, request_):
    answer = front.said(request_, b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert answer.split(b" ")[1] in {b"400", b"501", b"505"}, answer[:200]
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"X-Content-Type-Options: nosniff" in answer
