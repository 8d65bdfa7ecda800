"""How long the next attempt to sign in waits after so many failures."""

from datetime import timedelta
from math import ceil

FREE = 5  # failures of one account before the first delay
DELAYS = (60, 120, 240, 480, 900)  # seconds after the fifth failure, the sixth, …; never more
PER_MINUTE = 20  # failures of one address
REMEMBERED = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def wait(account: int, address: int, since: float) -> int:
    """Seconds to wait after `account` failures, the last one `since` seconds ago, and `address` in a minute.

    An account is never locked for good: whoever knows the password gets in after the delay.
    """
    if address >= PER_MINUTE:
        return 60
    if account < FREE:
        return 0
    return max(0, ceil(DELAYS[min(account - FREE, len(DELAYS) - 1)] - since))
