"""Servers in the place of MongoDB that never say a word."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from tests.integration.ports import free_port


def refusing() -> str:
    """URL of a port where nothing listens."""
    return f"mongodb://127.0.0.1:{free_port()}"


@contextmanager
def accepting() -> Iterator[str]:
    """URL of a server that accepts connections and never answers."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    held.append(server.accept()[0])

        thread = Thread(target=accept, daemon=True)
        thread.start()
        yield f"mongodb://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    for connection in held:
        connection.close()
