"""Two worker hosts share the work of a third that holds the servers, and one of them is cut off (F14)."""

import time

import pytest

from tests.faults.outposts import WEB
from tests.faults.servers import AMQP, POSTGRES
from tests.faults.size import sized

LEASE = 4.0
FILES = sized(30, 200)
SLOW = 7.0  # seconds of a job that is cut off: longer than the cut
pytestmark = pytest.mark.fault("F14")


def test_the_work_spreads_over_the_hosts(outposts, network):
    outposts.open()
    outposts.lend()
    left, right = network.host(), network.host()
    for host in (left, right):
        outposts.post(host, pause=0.3)
    outposts.crew.wait(lambda: outposts.value("SELECT count(*) FROM worker") == 2)
    outposts.drop(FILES)
    outposts.settle()
    shares = sorted(outposts.looks(host) / len(outposts.crew.rows()) for host in (left, right))
    outposts.case.count(smaller_share=shares[0])
    assert shares[0] > 0.25
    assert sum(shares) == 1


def test_a_host_cut_off_in_mid_job_loses_nothing_and_doubles_nothing(outposts, network):
    outposts.open(lease_seconds=LEASE)
    outposts.lend()
    cut, other = network.host(), network.host()
    outposts.post(cut, pause=SLOW)
    outposts.drop(FILES)
    outposts.crew.wait(lambda: outposts.looks(cut))
    held = outposts.value("SELECT id FROM analysis WHERE state = 'running'")
    outposts.post(other, pause=0.1)
    outposts.crew.wait(lambda: outposts.looks(other))
    cut.swallow(POSTGRES, AMQP, WEB)
    begun = time.monotonic()
    outposts.crew.wait(lambda: attempts(outposts, held) > 1)
    delay = time.monotonic() - begun
    cut.heal()
    outposts.crew.wait(lambda: "is held by another worker" in outposts.log("fakes"))
    outposts.crew.wait(lambda: outposts.value("SELECT bool_and(state = 'done') FROM analysis"))
    before = outposts.looks(cut)
    outposts.drop(5)
    outposts.crew.wait(lambda: outposts.looks(cut) > before)
    outposts.settle()
    outposts.case.count(faults=1, delay=delay, by_the_other=outposts.looks(other))
    assert delay < LEASE + 12, "the lease, a second until the sweep, and a busy machine"
    assert outposts.case.counts["fenced"] >= 1


def attempts(outposts, analysis: int) -> int:
    return outposts.value("SELECT attempt FROM analysis WHERE id = %(id)s", id=analysis)
