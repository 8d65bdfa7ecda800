"""The embedded broker: a kombu transport that keeps each queue as a folder of small files.

Nothing is written durably and a message is gone once it is read: the ledger makes its loss harmless.
"""

import shutil
import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.transport import virtual
from kombu.utils.json import dumps, loads

_PATIENCE = 0.25  # seconds until a consumer may look whether it should stop


class Channel(virtual.Channel):  # type: ignore[misc]
    """Reads and writes the folders; messages of one queue come in the order they were put."""

    def __init__(self, connection: "Transport", **options: Any) -> None:
        super().__init__(connection, **options)
        self._root = Path(connection.client.transport_options["folder"])
        self._listed: dict[str, deque[Path]] = {}

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        """Acknowledge, and look for the next message at once."""
        super().basic_ack(delivery_tag, multiple)
        self.connection.free.set()

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Give the message back, and look for the next at once."""
        super().basic_reject(delivery_tag, requeue)
        self.connection.free.set()

    def _poll(self, cycle: Any, callback: Any, timeout: float | None = None) -> None:
        """Deliver one message, from the queue that was named first if that has any."""
        for queue in self._active_queues:
            try:
                message = self._get(queue)
            except Empty:
                continue
            callback(message, queue)
            return
        raise Empty

    def _new_queue(self, queue: str, **_: Any) -> None:
        self._folder(queue).mkdir(parents=True, exist_ok=True)

    def _put(self, queue: str, message: dict[str, Any], **_: Any) -> None:
        """Write under a hidden name first, so that no reader meets half a message."""
        name = f"{time.time_ns():020}-{uuid4().hex}"
        draft = self._folder(queue) / f".{name}"
        try:
            draft.write_text(dumps(message))
        except FileNotFoundError:
            self._new_queue(queue)
            draft.write_text(dumps(message))
        draft.rename(draft.with_name(name))

    def _get(self, queue: str) -> dict[str, Any]:
        """Take the oldest message; of two readers the one that removes the file has it."""
        listed = self._listed.setdefault(queue, deque())
        if not listed:
            listed.extend(sorted(self._files(queue)))
        while listed:
            file = listed.popleft()
            try:
                text = file.read_bytes()
                file.unlink()
            except FileNotFoundError:
                continue
            with suppress(ValueError):  # a power cut leaves names without their content
                message: dict[str, Any] = loads(text)
                return message
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._files(queue))

    def _purge(self, queue: str) -> int:
        files = self._files(queue)
        for file in files:
            file.unlink(missing_ok=True)
        return len(files)

    def _delete(self, queue: str, *args: Any, **_: Any) -> None:
        shutil.rmtree(self._folder(queue), ignore_errors=True)

    def _has_queue(self, queue: str, **_: Any) -> bool:
        return self._folder(queue).is_dir()

    def _files(self, queue: str) -> list[Path]:
        try:
            return [file for file in self._folder(queue).iterdir() if not file.name.startswith(".")]
        except FileNotFoundError:
            return []

    def _folder(self, queue: str) -> Path:
        return self._root / queue


class Transport(virtual.Transport):  # type: ignore[misc]
    """Waits for messages by looking every `polling_interval` seconds, or when one was acknowledged."""

    Channel = Channel
    driver_type = "mailbox"
    driver_name = "mailbox"
    polling_interval = 0.05

    def __init__(self, client: Any, **options: Any) -> None:
        super().__init__(client, **options)
        self.free = threading.Event()

    def drain_events(self, connection: Any, timeout: float | None = None) -> None:
        """Deliver one message; raise `TimeoutError` where none came for a moment."""
        end = time.monotonic() + min(timeout or _PATIENCE, _PATIENCE)
        while True:
            self.free.clear()
            try:
                self.cycle.get(self._deliver, timeout=timeout)
            except Empty:
                if time.monotonic() >= end:
                    raise TimeoutError from None
                self.free.wait(self.polling_interval)
            else:
                return

    def driver_version(self) -> str:
        """There is none but our own."""
        return "1"
