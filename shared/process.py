"""How the process of a service begins: with right settings, or not at all."""

import sys
from collections.abc import Callable

from shared.errors import InvalidSetting

WRONG_SETTINGS = 2


def run(main: Callable[[], int]) -> int:
    """Run a service and return its exit status; wrong settings become one sentence and `WRONG_SETTINGS`."""
    try:
        return main()
    except InvalidSetting as error:
        sys.stderr.write(f"bowerbird: {error}\n")
        return WRONG_SETTINGS
