"""Wakes the watcher when something changes in the inbox; the listing stays the truth."""

import logging
import os
import threading
from collections.abc import Iterable
from pathlib import Path

from watchfiles import watch
from watchfiles._rust_notify import WatchfilesRustInternalError

log = logging.getLogger(__name__)

# On these, changes that another machine makes send no events; see inotify(7).
REMOTE = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "ceph",
    "glusterfs",
    "vboxsf",
    "afs",
    "ncpfs",
    "virtiofs",
}
POLLING = 2.0  # seconds between looks where there are no events
MOUNTS = Path("/proc/self/mountinfo")


class Wakeups:
    """Waits for events in the folders that it is told to follow; links are not followed."""

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox
        self._woken = threading.Event()
        self._stop = threading.Event()
        self._followed: frozenset[str] = frozenset()
        self.polling = is_remote(inbox)

    def follow(self, folders: Iterable[str]) -> None:
        """Listen in these folders from now on; wakes at once when they are others than before."""
        wanted = frozenset(folders)
        if self.polling or wanted == self._followed:
            return
        self.close()
        self._followed, self._stop = wanted, threading.Event()
        threading.Thread(target=self._listen, args=(wanted, self._stop), daemon=True).start()

    def wake(self) -> None:
        """End the wait."""
        self._woken.set()

    def wait(self, seconds: float) -> None:
        """Return at the next event, or after `seconds`."""
        self._woken.wait(min(seconds, POLLING) if self.polling else seconds)
        self._woken.clear()

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()

    def _listen(self, folders: frozenset[str], stop: threading.Event) -> None:
        paths = [self._inbox / folder for folder in folders]
        events = watch(
            *paths,
            watch_filter=None,
            debounce=100,
            stop_event=stop,
            rust_timeout=1000,
            yield_on_timeout=False,
            raise_interrupt=False,
            force_polling=False,
            recursive=False,
        )
        self._woken.set()  # what came before the watch began is found by a look
        try:
            for _ in events:
                self._woken.set()
        except FileNotFoundError:
            self._followed = frozenset()  # a folder went away: the next look tells which are left
        except (OSError, WatchfilesRustInternalError) as error:
            self._followed = frozenset()
            if "decode" not in str(error):  # it ends at a name that is no UTF-8, and can be begun anew
                log.warning("no events from the inbox (%s), so it is looked at every %s s", error, POLLING)
                self.polling = True
        self._woken.set()


def is_remote(folder: Path, mounts: Path = MOUNTS) -> bool:
    """Tell whether `folder` lies on a file system that other machines change."""
    best, kind = "", ""
    for line in mounts.read_text().splitlines() if mounts.exists() else []:
        fields, _, source = line.partition(" - ")
        point = fields.split()[4].replace("\\040", " ")
        if os.path.commonpath([point, folder.resolve()]) == point and len(point) >= len(best):
            best, kind = point, source.split()[0]
    return kind in REMOTE or kind.startswith("fuse.")
