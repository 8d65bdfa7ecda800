"""A Docker Engine: the one that runs, or one of the tests' own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import skip_or_fail

PATIENCE = 60.0  # seconds that the engine may take to answer


def docker(*words: str, environ: Mapping[str, str] | None = None, timeout: float = 600) -> str:
    """Run the client and return what it says; fails with its last words."""
    done = subprocess.run(
        ["docker", *words], capture_output=True, text=True, env=environ, timeout=timeout, check=False
    )
    assert done.returncode == 0, f"docker {' '.join(words[:3])}: {done.stderr[-2000:]}"
    return done.stdout.strip()


@contextmanager
def engine() -> Iterator[Mapping[str, str]]:
    """The environment by which clients find the engine.

    Where none answers, `dockerd` is started with its data in a temporary folder, and stopped by its
    pid; that needs root.
    """
    environ = os.environ | {"DOCKER_BUILDKIT": "0", "COMPOSE_DOCKER_CLI_BUILD": "0"}
    if _answers(environ):
        yield environ
        return
    if not shutil.which("dockerd") or os.geteuid() != 0:
        skip_or_fail("no Docker Engine answers, and only root with dockerd installed can start one")
    folder = Path(tempfile.mkdtemp(prefix="bowerbird-docker-"))
    environ["DOCKER_HOST"] = f"unix://{folder}/socket"
    command = ["dockerd", "-H", environ["DOCKER_HOST"], "--data-root", str(folder / "data")]
    command += ["--exec-root", str(folder / "run"), "--pidfile", str(folder / "pid")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(["nice", "-n", "10", *command], stdout=log, stderr=log)
    try:
        _wait(process, environ, folder / "log")
        yield environ
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(environ: Mapping[str, str]) -> bool:
    if not shutil.which("docker"):
        skip_or_fail("docker is not installed")
    return subprocess.run(["docker", "info"], env=environ, capture_output=True, check=False).returncode == 0


def _wait(process: subprocess.Popen[bytes], environ: Mapping[str, str], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not _answers(environ):
        words = log.read_text(errors="replace")[-2000:]
        assert process.poll() is None, f"dockerd ended: {words}"
        assert time.monotonic() < end, f"dockerd does not answer: {words}"
        time.sleep(0.3)
