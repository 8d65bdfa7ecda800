"""Runs a module on a leash: the kernel ends it when the process that started it is gone.

`python -m services.cli.stack.leash PARENT MODULE WORDS…`
"""

import ctypes
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def hold(parent: int) -> None:
    """End with the thread that started this process; at once where that has happened already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:
        raise SystemExit("the supervisor is gone")


def main() -> None:
    """Hold on to the parent, then be the module."""
    parent, module, *words = sys.argv[1:]
    hold(int(parent))
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
