"""Clients that all send the same, break off, or come while the accounts cannot be asked (F20, F29, F36)."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest

from tests.faults import contents
from tests.faults.api import Api, serve
from tests.faults.size import sized
from tests.integration.ports import free_port


@pytest.mark.fault("F20")
@pytest.mark.parametrize("accounts", ["dead", "mute"])
def test_without_its_accounts_the_web_opens_no_door_and_files_come_in(campaign, accounts):
    campaign.start()
    with mute() if accounts == "mute" else dead() as port:
        api = serve(campaign, mongo_url=f"mongodb://127.0.0.1:{port}/bowerbird")
        campaign.drop(sized(20, 500))
        answers, seconds, end = [], [], time.monotonic() + sized(4, 60)
        while time.monotonic() < end:
            for method, path in (("GET", "/api/status"), ("GET", "/api/media"), ("POST", "/api/upload")):
                status, _, took = api.ask(method, path, b"content" if method == "POST" else None)
                answers.append(status)
                seconds.append(took)
        campaign.crew.wait(campaign.drained, 300)
    assert set(answers) == {503}
    assert api.ask("GET", "/healthz")[0] == 200
    campaign.case.count(faults=1, refused=len(answers), slowest_s=max(seconds))
    assert max(seconds) < 10
    campaign.settle()


@contextmanager
def dead() -> Iterator[int]:
    """A port where nobody listens."""
    yield free_port()


@contextmanager
def mute() -> Iterator[int]:
    """A port where somebody takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as server:
        yield server.getsockname()[1]


@pytest.mark.fault("F29")
def test_a_file_that_many_send_at_once_is_kept_once(campaign):
    campaign.start(workers=1)
    api = serve(campaign)
    rounds, clients = sized(3, 50), 32
    answers: list[int] = []
    with ThreadPoolExecutor(clients) as pool:
        for number in range(rounds):
            content = contents.photo(number)
            sent = pool.map(lambda n, content=content: api.upload(content, f"from/{n}.jpg"), range(clients))
            statuses = sorted(status for status, _, _ in sent)
            assert statuses == [200] * (clients - 1) + [201]
            answers += statuses
    assert campaign.value("SELECT count(*) FROM media") == rounds
    assert campaign.value("SELECT count(*) FROM sighting") == rounds * clients
    assert len([path for path in campaign.crew.storage.originals.rglob("*") if path.is_file()]) == rounds
    campaign.case.count(faults=len(answers))
    campaign.dropped = [contents.photo(number) for number in range(rounds)]
    with campaign.crew.connect() as conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM sighting WHERE duplicate")  # counted above; the check knows the inbox
    campaign.settle()


@pytest.mark.fault("F36")
def test_uploads_that_break_off_leave_nothing_behind(campaign):
    campaign.start(workers=1)
    api = serve(campaign)
    staging = campaign.crew.storage.staging
    wanted = sized(30, 500)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: break_off(api, number), range(wanted)))
    campaign.crew.wait(lambda: not list(staging.glob("*")), 120)
    assert campaign.value("SELECT count(*) FROM media") == 0
    assert campaign.value("SELECT count(*) FROM sighting") == 0
    content = contents.photo(1)
    assert api.upload(content, "whole.jpg")[0] == 201
    campaign.dropped.append(content)
    campaign.drop(10)
    campaign.case.count(faults=wanted)
    campaign.settle()


def break_off(api: Api, number: int) -> None:
    """Send 1, 50 or 99 % of a file and then nothing: with a farewell, or with a reset."""
    share = (0.01, 0.5, 0.99)[number % 3]
    content = bytes([number % 256]) * 300_000
    head = [
        "POST /api/upload HTTP/1.1",
        "Host: 127.0.0.1",
        f"Content-Length: {len(content)}",
        *(f"{name}: {text}" for name, text in api.headers.items()),
        f"X-Bowerbird-Path: broken/{number}.jpg",
    ]
    with socket.create_connection(("127.0.0.1", api.port)) as client, suppress(OSError):
        if number % 2:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.sendall("\r\n".join([*head, "", ""]).encode() + content[: int(len(content) * share)])
        time.sleep(0.02 * (number % 5))
