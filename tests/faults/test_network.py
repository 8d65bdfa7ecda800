"""Whatever the network does between services and servers, nothing sticks and nothing is lost (F14)."""

import time

import pytest

from tests.faults.servers import AMQP, POSTGRES
from tests.faults.size import FULL, sized

FILES = sized(30, 500)
LASTS = sized(6.0, 90.0)  # seconds of a fault
STUCK = 60.0  # seconds after which work that did not go on counts as stuck
LINKS = {"postgres": [POSTGRES], "amqp": [AMQP]} if FULL else {"both": [POSTGRES, AMQP]}
pytestmark = pytest.mark.fault("F14")


@pytest.fixture
def clients(outposts, network):
    """The desk and a worker's host, at work."""
    host = network.host()
    outposts.open()
    outposts.post(host, pause=0.1)
    outposts.drop(5)
    outposts.crew.wait(lambda: outposts.done() > 2)
    return [outposts.desk, host]


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("fault", ["swallow", "refuse"])
def test_a_cut_line_is_used_again_when_it_is_back(outposts, clients, fault, link):
    for host in clients:
        getattr(host, fault)(*LINKS[link])
    outposts.drop(FILES)
    time.sleep(LASTS)
    healed(outposts, clients)


def test_a_pulled_cable_is_used_again_when_it_is_back(outposts, clients):
    for host in clients:
        host.unplug()
    outposts.drop(FILES)
    time.sleep(LASTS)
    healed(outposts, clients)


@pytest.mark.parametrize("link", LINKS)
def test_work_goes_on_while_packets_get_lost(outposts, clients, link):
    for host in clients:
        host.swallow(*LINKS[link], share=0.3)
    outposts.drop(FILES)
    went = [outposts.resumed(STUCK) for _ in range(sized(3, 50))]
    for host in clients:
        host.heal()
    outposts.settle()
    outposts.case.count(faults=1, longest_pause=max(went))


def test_connections_that_died_in_silence_are_given_up(outposts, clients):
    for host in clients:
        host.forget(POSTGRES, AMQP)
    outposts.drop(FILES)
    resumed = outposts.resumed(STUCK)
    outposts.settle(2 * STUCK)
    outposts.case.count(faults=1, resumed_after=resumed)


def healed(outposts, clients) -> None:
    """Take the fault away and measure how long it takes until work goes on."""
    before = outposts.done()
    for host in clients:
        host.heal()
    begun = time.monotonic()
    outposts.crew.wait(lambda: outposts.done() > before, STUCK)
    outposts.case.count(faults=1, resumed_after=time.monotonic() - begun)
    outposts.settle()
