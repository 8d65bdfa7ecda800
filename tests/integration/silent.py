"""Servers in the place of MongoDB that let one wait."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import bson

HELLO = {
    "ok": 1, "isWritablePrimary": True, "helloOk": True, "minWireVersion": 0, "maxWireVersion": 21,
    "maxBsonObjectSize": 1 << 24, "maxMessageSizeBytes": 48_000_000, "maxWriteBatchSize": 100_000,
}  # fmt: skip
QUERY, MESSAGE = 2004, 2013  # of MongoDB's wire protocol
HEAD = struct.Struct("<iiii")


def refusing() -> str:
    """URL of a port where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"mongodb://127.0.0.1:{probe.getsockname()[1]}"


@contextmanager
def accepting(serve: Callable[[socket.socket], None] = lambda _: None) -> Iterator[str]:
    """URL of a server that accepts connections and serves them so; as given here it never answers."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    held.append(server.accept()[0])
                    Thread(target=serve, args=(held[-1],), daemon=True).start()

        thread = Thread(target=accept, daemon=True)
        thread.start()
        yield f"mongodb://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    for connection in held:
        connection.close()


def greet(connection: socket.socket) -> None:
    """Be a MongoDB that says hello and answers nothing else."""
    with suppress(OSError, struct.error):
        while True:
            head = connection.recv(HEAD.size, socket.MSG_WAITALL)
            length, number, _, kind = HEAD.unpack(head)
            body = connection.recv(length - HEAD.size, socket.MSG_WAITALL)
            if kind == QUERY:
                reply = struct.pack("<iqii", 0, 0, 0, 1) + bson.encode(HELLO)
                connection.sendall(HEAD.pack(HEAD.size + len(reply), 1, number, 1) + reply)
            elif b"hello" in body[:40]:
                reply = struct.pack("<ib", 0, 0) + bson.encode(HELLO)
                connection.sendall(HEAD.pack(HEAD.size + len(reply), 1, number, MESSAGE) + reply)
