"""What several services measure in the same way; each service has a small `metrics` module besides."""

from prometheus_client import Gauge

BROKER_BLOCKED = Gauge(
    "bowerbird_broker_blocked", "Whether the broker takes no messages: its disk or memory is short"
)
