"""CPU seconds and memory of processes with everything below them."""

import time
from collections.abc import Iterable

import psutil


def tree(pid: int) -> list[psutil.Process]:
    """The process and all its descendants that are alive."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def cpu(processes: list[psutil.Process]) -> float:
    """User and system seconds of `processes` and of those of their children that have ended."""
    return sum(_seconds(process) for process in processes)


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


def memory(processes: list[psutil.Process], kind: str = "pss") -> float:
    """MiB of `processes`: `pss` counts a shared page once over all of them, `rss` once in each."""
    total = 0
    for process in processes:
        try:
            total += getattr(process.memory_full_info(), kind)
        except psutil.NoSuchProcess:
            continue
    return total / (1 << 20)


def clock(pids: Iterable[int]) -> float:
    """Seconds that these processes were busy so far, to the microsecond; 0 for those that have ended."""
    return sum(map(_busy, pids))


def _busy(pid: int) -> float:
    try:
        return time.clock_gettime((~pid << 3) | 2)  # the clock that clock_getcpuclockid(3) gives
    except OSError:
        return 0.0
