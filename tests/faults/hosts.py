"""Hosts as network namespaces behind one switch; the machine's own network is never touched."""

import ctypes
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

from tests.conftest import skip_or_fail

CLONE_NEWNET = 0x40000000  # of linux/sched.h
NAMES = Path("/run/netns")
PREFIX = "bowerbird"
_libc = ctypes.CDLL(None, use_errno=True)


class Host:
    """One namespace with a cable to the switch; `inside` is where processes and sockets begin."""

    def __init__(self, namespace: str, address: str) -> None:
        self.namespace, self.address = namespace, address

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Let this thread, what it starts and the sockets that it opens be on this host."""
        with Path(f"/proc/self/task/{threading.get_native_id()}/ns/net").open() as home:
            with (NAMES / self.namespace).open() as namespace:
                _enter(namespace)
            try:
                yield
            finally:
                _enter(home)

    def unplug(self) -> None:
        """Pull the cable."""
        _run("ip", "-n", self.namespace, "link", "set", "eth0", "down")

    def plug(self) -> None:
        """Put the cable back."""
        _run("ip", "-n", self.namespace, "link", "set", "eth0", "up")

    def swallow(self, *ports: int, share: float = 1.0) -> None:
        """Lose that share of the packets from and to these ports of other hosts, without a word."""
        chance = ["-m", "statistic", "--mode", "random", "--probability", str(share)] if share < 1 else []
        for port in ports:
            self._rule("INPUT", port, *chance, "-j", "DROP")
            self._rule("OUTPUT", port, *chance, "-j", "DROP")

    def forget(self, *ports: int) -> None:
        """Swallow the connections that there are now, as a router does that lost its table."""
        for port in ports:
            for local in self._connections(port):
                self._rule("INPUT", port, "--dport", local, "-j", "DROP")
                self._rule("OUTPUT", port, "--sport", local, "-j", "DROP")

    def refuse(self, *ports: int) -> None:
        """Answer every packet from and to these ports with a reset."""
        reset = ["--tcp-flags", "RST", "NONE", "-j", "REJECT", "--reject-with", "tcp-reset"]
        for port in ports:
            self._rule("INPUT", port, *reset)
            self._rule("OUTPUT", port, *reset)

    def heal(self) -> None:
        """Take every fault away."""
        self._iptables("-F")
        self.plug()

    def _rule(self, chain: str, port: int, *words: str) -> None:
        side = "--sport" if chain == "INPUT" else "--dport"
        self._iptables("-A", chain, "-p", "tcp", side, str(port), *words)

    def _connections(self, port: int) -> list[str]:
        listed = _run("ip", "netns", "exec", self.namespace, "ss", "-Htn", "dport", "=", f":{port}")
        return [line.split()[3].rpartition(":")[2] for line in listed.splitlines()]

    def _iptables(self, *words: str) -> None:
        _run("ip", "netns", "exec", self.namespace, "iptables", "-w", *words)


class Network:
    """A switch, and as many hosts as are asked for; gone when left, however that happens."""

    def __init__(self) -> None:
        self._name = f"{PREFIX}-{os.getpid()}-{uuid4().hex[:6]}"
        self._hosts: list[Host] = []

    def __enter__(self) -> "Network":
        _remove_abandoned()
        try:
            self._switch = self._namespace("switch")
            _run("ip", "-n", self._switch, "link", "add", "bridge", "type", "bridge")
            _run("ip", "-n", self._switch, "link", "set", "bridge", "up")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in NAMES.glob(f"{self._name}-*"):
            _run("ip", "netns", "delete", name.name)

    def host(self) -> Host:
        """Build a host with an address of its own."""
        number = len(self._hosts) + 1
        made = Host(self._namespace(f"host{number}"), f"10.77.0.{number}")
        port = f"port{number}"
        cable = ["type", "veth", "peer", "name", "eth0", "netns", made.namespace]
        _run("ip", "-n", self._switch, "link", "add", port, *cable)
        _run("ip", "-n", self._switch, "link", "set", port, "master", "bridge", "up")
        _run("ip", "-n", made.namespace, "address", "add", f"{made.address}/24", "dev", "eth0")
        _run("ip", "-n", made.namespace, "link", "set", "eth0", "up")
        _run("ip", "-n", made.namespace, "link", "set", "lo", "up")
        self._hosts.append(made)
        return made

    def _namespace(self, name: str) -> str:
        full = f"{self._name}-{name}"
        _run("ip", "netns", "add", full)
        return full


def require() -> None:
    """Skip where this machine makes no namespaces."""
    if os.geteuid() != 0:
        skip_or_fail("hosts of their own need root, for network namespaces")
    for program in ("ip", "ss", "iptables"):
        if not shutil.which(program):
            skip_or_fail(f"no {program}: install the packages iproute2 and iptables")
    try:
        with Network() as network:
            network.host().swallow(1, share=0.3)
    except subprocess.CalledProcessError as error:
        skip_or_fail(f"no network namespaces here: {error.stderr.strip()}")


def _remove_abandoned() -> None:
    """Remove the namespaces of test runs that were killed, and what still runs there."""
    for name in NAMES.glob(f"{PREFIX}-*"):
        if Path("/proc", name.name.split("-")[1]).exists():
            continue
        for process in _run("ip", "netns", "pids", name.name).split():
            with suppress(ProcessLookupError):
                os.kill(int(process), signal.SIGKILL)
        _run("ip", "netns", "delete", name.name)


def _enter(namespace: IO[str]) -> None:
    if _libc.setns(namespace.fileno(), CLONE_NEWNET):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), namespace.name)


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
