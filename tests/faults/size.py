"""How large the campaign is: `FAULTS=full` (`make faults`) or the short form that `make test` runs."""

import os
from typing import TypeVar

import pytest

Number = TypeVar("Number", int, float)
FULL = os.environ.get("FAULTS", "short") == "full"

full_only = pytest.mark.skipif(not FULL, reason="full form only: make faults")


def sized(short: Number, full: Number) -> Number:
    """The first number in the short form, the second in the full one."""
    return full if FULL else short
