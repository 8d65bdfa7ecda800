"""Whatever the network does between services and servers, nothing sticks and nothing is lost (F14)."""

import time

import pytest

from tests.faults.hosts import Host
from tests.faults.line import Line
from tests.faults.outposts import answers
from tests.faults.servers import AMQP, POSTGRES
from tests.faults.size import FULL, full_only, sized

FILES = sized(30, 500)
LASTS = sized(3.0, 90.0)  # seconds of a fault
STUCK = 60.0  # seconds after which work that did not go on counts as stuck
POOR = [(0.3, 0.0, False), (0.0, 0.25, False), (0.0, 0.0, True), (0.1, 0.02, True)]
LINKS = {"postgres": [POSTGRES], "amqp": [AMQP]} if FULL else {"both": [POSTGRES, AMQP]}
pytestmark = pytest.mark.fault("F14")


@pytest.fixture
def clients(outposts, network):
    """The desk and a worker's host, at work."""
    host = network.host()
    outposts.open()
    outposts.lend()
    outposts.post(host, pause=0.1)
    outposts.drop(5)
    outposts.crew.wait(lambda: outposts.done() > 2)
    return [outposts.desk, host]


@pytest.mark.parametrize("link", LINKS)
def test_a_cut_line_is_used_again_when_it_is_back(outposts, clients, link):
    resumed = []
    for fault in (Host.swallow, Host.refuse, lambda host, *_: host.unplug()):
        for host in clients:
            fault(host, *LINKS[link])
        outposts.drop(FILES // 3)
        time.sleep(LASTS)
        resumed.append(healed(outposts, clients))
    outposts.settle()
    outposts.case.count(faults=3, resumed_after=max(resumed))


@full_only
@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize(("share", "delay", "cuts"), POOR)
def test_work_goes_on_over_a_poor_line(outposts, network, link, share, delay, cuts):
    """A share of the packets is lost, all come late in either direction, connections break in mid-answer."""
    relay, host = network.host(), network.host()
    with Line(relay, outposts.servers.host, delay).carrying(POSTGRES, AMQP) as line:
        outposts.through(relay)
        outposts.open(lease_seconds=15)  # a lease is renewed over the same line
        outposts.lend()
        outposts.post(host, pause=0.1)
        outposts.drop(3)
        outposts.crew.wait(outposts.done, 2 * STUCK)
        for client in (outposts.desk, host) if share else ():
            client.swallow(*LINKS[link], share=share)
        went = [rough(outposts, line if cuts else None) for _ in range(10)]
        outposts.desk.heal()
        host.heal()
        outposts.settle()
    outposts.case.count(faults=3, longest_pause=max(went))


def test_connections_that_died_in_silence_are_given_up(outposts, clients):
    outposts.web(outposts.desk)
    for host in clients:
        host.forget(POSTGRES, AMQP)
    begun, before = time.monotonic(), outposts.done()
    outposts.drop(FILES)
    outposts.crew.wait(lambda: answers(outposts.desk, STUCK), STUCK)
    answered = time.monotonic() - begun
    outposts.crew.wait(lambda: outposts.done() > before, STUCK)
    resumed = time.monotonic() - begun
    outposts.settle(2 * STUCK)
    outposts.case.count(faults=1, resumed_after=resumed, web_answered_after=answered)
    assert max(answered, resumed) < STUCK


def rough(outposts, line) -> float:
    """Break the connections of `line`; return how long it took until one more analysis was done."""
    outposts.drop(2)
    if line:
        line.cut()
    return outposts.resumed(STUCK)


def healed(outposts, clients) -> float:
    """Take the fault away; return how long it took until one more analysis was done."""
    before = outposts.done()
    for host in clients:
        host.heal()
    begun = time.monotonic()
    outposts.crew.wait(lambda: outposts.done() > before, STUCK)
    return time.monotonic() - begun
