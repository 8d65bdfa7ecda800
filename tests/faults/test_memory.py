"""Files that need more memory than their process gets: those fail with the reason, the others go on (F6)."""

import pytest
import pyvips

from tests.faults.cgroups import limited
from tests.faults.size import full_only, sized
from tests.faults.test_processes import add, remove

FILES = sized(20, 500)
LIMIT = 400 << 20
HUGE = 40 * 256  # pixels of either side
pytestmark = pytest.mark.fault("F6")


def test_a_file_too_big_for_the_memory_of_a_worker_fails_and_the_others_go_on(campaign):
    with limited(LIMIT) as group:
        campaign.inbox.mkdir()
        campaign.settings |= {"max_attempts": 2, "lease_seconds": 1}
        campaign.ingest()
        worker = campaign.worker()
        group.add(worker)
        campaign.crew.wait(lambda: campaign.value("SELECT 1 FROM analyzer"))
        bomb = add(campaign, ["eat 1000"])
        campaign.drop(FILES)
        campaign.dispatcher()
        row = campaign.crew.wait_for(bomb[0], "failed")
        assert "out of memory" in row.reason
        assert group.kills() == 2
        campaign.case.count(faults=2)
        remove(campaign, bomb)
        campaign.settle()
        assert worker.poll() is None
        campaign.crew.close()


@full_only
def test_a_picture_too_big_for_the_memory_of_ingest_is_kept_with_the_reason(campaign):
    """An interlaced PNG has to be decoded as a whole: 100 megapixels of three bytes."""
    with limited(LIMIT // 2) as group:
        campaign.inbox.mkdir()
        ingest = campaign.ingest()
        group.add(ingest)
        campaign.worker()
        campaign.dispatcher()
        noise = pyvips.Image.gaussnoise(256, 256, mean=128).cast("uchar")
        picture = noise.bandjoin([noise, noise]).replicate(HUGE // 256, HUGE // 256)
        content = picture.pngsave_buffer(interlace=True, compression=1)
        part = campaign.inbox / ".huge.png"
        part.write_bytes(content)
        part.rename(campaign.inbox / "huge.png")
        campaign.dropped.append(content)
        campaign.drop(FILES)
        campaign.settle()
        problem = campaign.value("SELECT problem FROM media WHERE name = 'huge.png'")
        assert "memory" in problem
        assert group.kills() >= 1
        campaign.case.count(faults=group.kills())
        assert ingest.poll() is None
        campaign.crew.close()
