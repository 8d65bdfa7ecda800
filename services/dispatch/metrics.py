"""What dispatch counts of its own doing."""

from prometheus_client import Counter, Gauge, Histogram

PUBLISHED = Counter("bowerbird_messages_published", "Messages handed to the broker", ["analyzer", "lane"])
PUBLISH_ERRORS = Counter("bowerbird_publish_errors", "Times that the broker did not take or answer")
LOST = Counter(
    "bowerbird_messages_lost", "Messages that are sent again: their queue has not got them", ["analyzer"]
)
DEAD = Counter("bowerbird_dead_letters", "Messages that the broker gave up", ["analyzer"])
EXPIRED = Counter(
    "bowerbird_leases_expired", "Leases that ran out: requeued, or failed after the last attempt", ["outcome"]
)
UNCLAIMED = Counter(
    "bowerbird_messages_unclaimed", "Messages that nobody claimed for long and are sent again"
)
DEPTH = Gauge(
    "bowerbird_queue_messages", "Messages in the broker that no worker has taken", ["analyzer", "lane"]
)
OUTSTANDING = Gauge(
    "bowerbird_messages_outstanding", "Rows whose message is out and not claimed", ["analyzer", "lane"]
)
WINDOW = Gauge("bowerbird_window_messages", "Most messages that are outstanding in one queue")
TURN = Histogram(
    "bowerbird_dispatch_turn_seconds",
    "One look at the windows, with what was published",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)

for _outcome in ("requeued", "failed"):
    EXPIRED.labels(_outcome)  # a counter that is not there cannot be seen to rise


def known(analyzer: str) -> None:
    """Let the counters of `analyzer` be there, at 0."""
    LOST.labels(analyzer)
    DEAD.labels(analyzer)
    for person in (True, False):
        PUBLISHED.labels(*queue(analyzer, person))


def queue(analyzer: str, person: bool) -> tuple[str, str]:
    """The values of the labels `analyzer` and `lane`."""
    return analyzer, "person" if person else "bulk"
