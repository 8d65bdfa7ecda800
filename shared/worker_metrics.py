"""What a worker's parent process measures; how analyses end is told by the ledger, which outlives it."""

from collections.abc import Callable, Sized

from prometheus_client import Counter, Gauge, Info

from shared.db.workers import Identity

_WORKER = Info("bowerbird_worker", "Which worker this is")
_RECEIVED = Counter("bowerbird_worker_messages", "Messages taken from the broker")
_ACTIVE = Gauge("bowerbird_worker_active", "Messages being worked on: 0 or 1")


def watch(identity: Identity, active: Sized) -> Callable[..., None]:
    """Tell who this is and how many are `active`; return what is to be called for every message."""
    _WORKER.info(
        {"analyzer": identity.analyzer, "machine": identity.machine, "release": str(identity.release)}
    )
    _ACTIVE.set_function(lambda: float(len(active)))
    return lambda **_: _RECEIVED.inc()
