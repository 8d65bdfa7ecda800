"""The rules of throttling, and the names of browsers, which need no store."""

import pytest

from services.web.browsers import browser
from shared.throttle import wait

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
CHROME = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0; x64) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/26.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("account", "address", "since", "seconds"),
    [
        (0, 0, 0, 0), (4, 19, 0, 0), (5, 0, 0, 60), (5, 0, 59.2, 1), (5, 0, 60, 0), (6, 0, 60, 60),
        (7, 0, 0, 240), (8, 0, 0, 480), (9, 0, 0, 900), (1000, 0, 0, 900), (1000, 0, 901, 0), (0, 20, 0, 60),
    ],
)  # fmt: skip
def test_an_account_waits_longer_after_each_failure_but_is_never_locked(account, address, since, seconds):
    assert wait(account, address, since) == seconds


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"), (CHROME, "Chrome on Android"), (EDGE, "Edge on Windows"),
        (SAFARI, "Safari on iPhone"), ("curl/8.16.0", "Another program"), ("", "Another program"),
        ("<script>", "Another program"),
    ],
)  # fmt: skip
def test_a_browser_is_named_by_what_people_call_it(agent, name):
    assert browser(agent) == name
