"""How the process of a service begins: with right settings, or not at all."""

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from shared.errors import InvalidSetting

WRONG_SETTINGS = 2


def run(main: Callable[[], int]) -> int:
    """Run a service and return its exit status; wrong settings become one sentence and `WRONG_SETTINGS`."""
    try:
        return main()
    except InvalidSetting as error:
        sys.stderr.write(f"bowerbird: {error}\n")
        return WRONG_SETTINGS


def again() -> NoReturn:
    """Begin this process anew: the same id and environment, and the words it was started with."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606
