"""A line between hosts that delays what it carries and can be cut: TCP forwarded by a thread of the test."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

from tests.faults.hosts import Host

CHUNK = 65_536


class Line:
    """Forwards from ports of `here` to ports of `there`, `delay` seconds late in either direction."""

    def __init__(self, here: Host, there: Host, delay: float) -> None:
        self._here, self._there, self._delay = here, there, delay
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @contextmanager
    def carrying(self, *ports: int) -> Iterator["Line"]:
        """Forward until the block ends."""
        ready = threading.Event()
        self._loop, self._stop = asyncio.new_event_loop(), asyncio.Event()
        thread = threading.Thread(target=self._run, args=(ports, ready), name="line")
        thread.start()
        assert ready.wait(10), "the line does not answer"
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._stop.set)
            thread.join()

    def cut(self) -> int:
        """Reset every connection in the midst of what it carries; return how many there were."""
        return asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result(10)

    async def _cut(self) -> int:
        writers, self._writers = self._writers, set()
        for writer in writers:
            writer.transport.abort()
        return len(writers) // 2

    def _run(self, ports: tuple[int, ...], ready: threading.Event) -> None:
        with self._here.inside():
            self._loop.run_until_complete(self._serve(ports, ready))
        self._loop.close()

    async def _serve(self, ports: tuple[int, ...], ready: threading.Event) -> None:
        servers = [
            await asyncio.start_server(partial(self._accept, port), self._here.address, port)
            for port in ports
        ]
        ready.set()
        await self._stop.wait()
        for server in servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await self._cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(self._there.address, port)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, far_writer}
        for one, other in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.ensure_future(self._forward(one, other))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what comes; each chunk waits by itself, so that the line is late and not narrow."""
        last = asyncio.ensure_future(asyncio.sleep(0))
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                last = asyncio.ensure_future(self._deliver(chunk, writer, last))
            await last
        writer.close()
        self._writers.discard(writer)

    async def _deliver(
        self, chunk: bytes, writer: asyncio.StreamWriter, before: "asyncio.Future[None]"
    ) -> None:
        await asyncio.sleep(self._delay)
        await before
        with suppress(OSError):
            writer.write(chunk)
            await writer.drain()
