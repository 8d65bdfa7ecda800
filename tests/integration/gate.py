"""TLS in front of the test's PostgreSQL, whose build has none: what a client sees of a server with ssl=on."""

import asyncio
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TLS = struct.pack("!ii", 8, 80877103)  # SSLRequest of the protocol


@contextmanager
def gate(sockets: str, certificate: Path, key: Path) -> Iterator[int]:
    """Pass encrypted connections on to the server whose socket lies in `sockets`; give the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    loop = asyncio.new_event_loop()

    async def enter(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            if await near.readexactly(8) != _TLS:
                return  # in the clear nobody comes in
            back.write(b"S")
            await back.start_tls(context)
            far, forth = await asyncio.open_unix_connection(f"{sockets}/.s.PGSQL.5432")
            await asyncio.gather(_pump(near, forth), _pump(far, back))
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            back.close()

    server = loop.run_until_complete(asyncio.start_server(enter, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield server.sockets[0].getsockname()[1]
    asyncio.run_coroutine_threadsafe(_end(server), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while content := await source.read(1 << 16):
            sink.write(content)
            await sink.drain()
    finally:
        sink.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
