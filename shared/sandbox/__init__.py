"""Runs whatever touches untrusted bytes in a child process with limits on memory, CPU, files and time."""

from shared.sandbox.child import Child
from shared.sandbox.once import run
from shared.sandbox.serving import serve

__all__ = ["Child", "run", "serve"]
