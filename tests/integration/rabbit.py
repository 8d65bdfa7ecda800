"""A private RabbitMQ node: own ports, cookie and folders, gone after the tests."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from kombu import Connection

from tests.integration.ports import free_port

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
CONFIG = """
listeners.tcp.local = {address}:{port}
loopback_users = none
disk_free_limit.absolute = 50MB
consumer_timeout = 3600000
log.file.level = warning
"""


@dataclass
class Rabbit:
    """Starts the node when entered; `kill`, `start` and `wipe` are faults."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="bowerbird-rabbit-")))
    port: int = field(default_factory=free_port)
    address: str = "127.0.0.1"
    config: str = ""  # further lines of rabbitmq.conf
    plugins: tuple[str, ...] = ()

    def __enter__(self) -> "Rabbit":
        (self.folder / "rabbitmq.conf").write_text(
            CONFIG.format(address=self.address, port=self.port) + self.config
        )
        (self.folder / "plugins").write_text(f"[{','.join(self.plugins)}].\n")
        epmd = free_port()
        self._environ = os.environ | {
            "HOME": str(self.folder),
            "ERL_EPMD_PORT": str(epmd),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"bowerbird{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"
            ),
        }
        self._epmd = subprocess.Popen(["epmd", "-port", str(epmd)], env=self._environ)
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._epmd.kill()
        self._epmd.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@{self.address}:{self.port}//"

    def start(self) -> None:
        """Start the node and wait until it answers."""
        with (self.folder / "out").open("ab") as out:
            self._node = subprocess.Popen(
                [SERVER],
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        end = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < end, (self.folder / "out").read_text()[-3000:]
            assert self._node.poll() is None, (self.folder / "out").read_text()[-3000:]
            time.sleep(0.2)

    def kill(self) -> None:
        """End the node as a power cut would."""
        if self._node.poll() is None:
            os.killpg(self._node.pid, signal.SIGKILL)
        self._node.wait()

    def wipe(self) -> None:
        """Lose everything that the stopped node knew."""
        shutil.rmtree(self.folder / "mnesia")

    def control(self, *arguments: str) -> str:
        command = [SERVER.with_name("rabbitmqctl"), *arguments]
        done = subprocess.run(
            command, check=False, env=self._environ, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def clear(self) -> None:
        """Delete every queue of the analyzers, for the next test."""
        with Connection(self.url) as connection:
            for line in self.control("list_queues", "--silent", "name").splitlines():
                connection.default_channel.queue_delete(line)

    def _answers(self) -> bool:
        try:
            with Connection(self.url, connect_timeout=2) as connection:
                connection.connect()
        except OSError:
            return False
        return True
