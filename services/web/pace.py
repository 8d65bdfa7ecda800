"""How often somebody without an account may ask, by address, in this process."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

KNOWN = 10_000  # addresses that are remembered


@dataclass(frozen=True)
class _Level:
    left: float
    at: float


class Pace:
    """A bucket for each address: `burst` requests at once, and `rate` more each second."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._levels: OrderedDict[str, _Level] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str, *, now: float | None = None, cost: int = 1) -> int:
        """0 where one more may come, which is then counted; else the seconds until then."""
        moment = time.monotonic() if now is None else now
        with self._lock:
            level = self._levels.pop(address, _Level(self._burst, moment))
            left = min(self._burst, level.left + (moment - level.at) * self._rate)
            allowed = left >= 1
            self._levels[address] = _Level(left - cost if allowed else left, moment)
            while len(self._levels) > KNOWN:
                self._levels.popitem(last=False)
        return 0 if allowed else max(1, round((1 - left) / self._rate))
