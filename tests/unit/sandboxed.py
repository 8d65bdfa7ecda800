"""A module for a `Child` that misbehaves on request."""

import ctypes
import os
import subprocess
import time
from pathlib import Path
from typing import Any

from shared.errors import UnreadableMedia
from shared.sandbox import serve


def handle(request: dict[str, Any]) -> dict[str, Any]:
    """Do what `request["do"]` says."""
    return ACTIONS[request["do"]](request)


def _refuse(request: dict[str, Any]) -> dict[str, Any]:
    raise UnreadableMedia("no picture in it")


def _nest(request: dict[str, Any]) -> dict[str, Any]:
    grandchild = subprocess.Popen(["sleep", "300"])
    Path(request["pid"]).write_text(str(grandchild.pid))
    time.sleep(300)
    return {}


def _spin(request: dict[str, Any]) -> dict[str, Any]:
    while True:
        pass


ACTIONS = {
    "echo": lambda request: {"echo": request["text"]},
    "print": lambda _: (print("noise"), {"echo": "quiet"})[1],
    "environment": lambda _: dict(os.environ),
    "status": lambda _: {"text": Path("/proc/self/status").read_text(), "folder": str(Path.cwd())},
    "refuse": _refuse,
    "crash": lambda _: {"never": ctypes.string_at(0)},
    "bug": lambda _: {}["no such key"],
    "eat": lambda _: {"never": len(bytearray(8 << 30))},
    "hang": lambda _: {"never": time.sleep(300)},
    "spin": _spin,
    "nest": _nest,
    "write": lambda _: {"never": Path("big").write_bytes(bytes(64 << 20))},
}

if __name__ == "__main__":
    serve(handle)
