"""Ports for servers of a test, below those that the system itself gives to clients and to port 0.

Between the choice and the server's start nobody else is given them, but another test that chooses the same.
"""

import random
import socket
from contextlib import ExitStack, closing

FIRST, BEHIND = 20_000, 32_000
TRIES = 200


def free_port() -> int:
    return free_row(1)


def apart(count: int) -> list[int]:
    """So many ports that no one listens on, no two the same."""
    first = free_row(count)
    return list(range(first, first + count))


def free_row(length: int) -> int:
    """The first of so many neighbouring ports that nobody has just now."""
    chance = random.SystemRandom()
    for _ in range(TRIES):
        first = chance.randrange(FIRST, BEHIND - length)
        if _free(range(first, first + length)):
            return first
    raise AssertionError(f"no {length} neighbouring ports are free")


def _free(row: range) -> bool:
    with ExitStack() as held:
        try:
            for port in row:
                held.enter_context(closing(socket.create_server(("127.0.0.1", port))))
        except OSError:
            return False
    return True
