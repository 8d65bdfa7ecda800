"""Ends the process at a named step, as a power cut would; inert unless a test arms it."""

import os

_armed: list[str] = []


def arm(step: str) -> None:
    """End this process when it comes to `step`; an empty name disarms."""
    _armed[:] = [step] if step else []


def at(step: str) -> None:
    """Tell that this process came to `step`."""
    if step in _armed:
        os._exit(137)
