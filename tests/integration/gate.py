"""TLS in front of servers that have none: the test's PostgreSQL, as with ssl=on, and the web application."""

import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

_TLS = struct.pack("!ii", 8, 80877103)  # SSLRequest of PostgreSQL's protocol
_CHUNK = 1 << 16


def postgres(sockets: str, certificate: Path, key: Path) -> AbstractContextManager[int]:
    """Pass encrypted connections on to the server whose socket lies in `sockets`; give the port."""

    def connect() -> socket.socket:
        far = socket.socket(socket.AF_UNIX)
        far.connect(f"{sockets}/.s.PGSQL.5432")
        return far

    return _gate(connect, certificate, key, asks=True)


def web(port: int, certificate: Path, key: Path) -> AbstractContextManager[int]:
    """Pass encrypted connections on to `port` of this machine; give the port."""
    return _gate(lambda: socket.create_connection(("127.0.0.1", port)), certificate, key, asks=False)


@contextmanager
def _gate(connect: Callable[[], socket.socket], certificate: Path, key: Path, *, asks: bool) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    closing = threading.Event()
    visits: list[threading.Thread] = []

    def visit(bare: socket.socket) -> None:
        with suppress(OSError), bare:
            bare.settimeout(10)
            if asks:
                if bare.recv(8, socket.MSG_WAITALL) != _TLS:
                    return  # in the clear nobody comes in
                bare.sendall(b"S")
            with context.wrap_socket(bare, server_side=True) as near, connect() as far:
                _pass(near, far, closing)

    def welcome() -> None:
        while not closing.is_set():
            with suppress(TimeoutError):
                visits.append(threading.Thread(target=visit, args=(listener.accept()[0],), daemon=True))
                visits[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        door = threading.Thread(target=welcome, daemon=True)
        door.start()
        try:
            yield listener.getsockname()[1]
        finally:
            closing.set()
            for thread in (door, *visits):
                thread.join(15)


def _pass(near: ssl.SSLSocket, far: socket.socket, closing: threading.Event) -> None:
    """Carry bytes both ways, in one thread as TLS wants it, until either side has enough."""
    while not closing.is_set():
        ready = [near] if near.pending() else select.select([near, far], [], [], 0.1)[0]
        if far in ready:
            if not (content := far.recv(_CHUNK)):
                return
            near.settimeout(10)
            near.sendall(content)
        if near in ready:
            near.settimeout(0)
            with suppress(ssl.SSLWantReadError):
                if not (content := near.recv(_CHUNK)):
                    return
                far.sendall(content)
