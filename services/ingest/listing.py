"""What lies in the inbox now: its files, its folders, and what cannot be taken with the reason."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from services.ingest.ignores import FILE, Ignores

CLAIMED = ".claimed"
_KINDS = {
    stat.S_IFLNK: "a symbolic link, which is never followed",
    stat.S_IFIFO: "a named pipe, not a file",
    stat.S_IFSOCK: "a socket, not a file",
    stat.S_IFBLK: "a device, not a file",
    stat.S_IFCHR: "a device, not a file",
}


@dataclass(frozen=True)
class Look:
    """What one look at a file showed; equal looks mean that nobody changed it in between."""

    device: int
    inode: int
    size: int
    modified: int


@dataclass(frozen=True)
class Listing:
    """One look at the whole inbox; paths are below it, as the system gives them."""

    files: dict[str, Look] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


def look(inbox: Path, unwanted: Callable[[str, bool], bool] = lambda _path, _is_folder: False) -> Listing:
    """List the inbox and its folders without following a link, and without what is `unwanted`."""
    listing = Listing()
    folders = [("", Ignores())]
    while folders:
        path, ignores = folders.pop()
        listing.folders.append(path)
        try:
            ignores, wrong = ignores.below(inbox / path, path)
            if wrong:
                listing.problems[f"{path}/{FILE}".lstrip("/")] = wrong
            with os.scandir(inbox / path) as entries:
                folders.extend(
                    (inner, ignores)
                    for inner in _sort(entries, path, ignores, listing)
                    if not unwanted(inner, True)
                )
        except FileNotFoundError:
            continue  # removed since its parent was read
        except OSError as error:
            listing.problems[path] = f"a folder that cannot be read: {error.strerror}"
    for path in [path for path in listing.files if unwanted(path, False)]:
        del listing.files[path]
    return listing


def _sort(
    entries: Iterator[os.DirEntry[str]], folder: str, ignores: Ignores, listing: Listing
) -> Iterator[str]:
    """Put the entries of one folder where they belong, and yield the folders in it."""
    prefix = f"{folder}/" if folder else ""
    for entry in entries:
        path = prefix + entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if path == CLAIMED or ignores.ignored(entry.name, path, is_folder=is_folder):
            continue
        if is_folder:
            yield path
            continue
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        if stat.S_ISREG(status.st_mode):
            listing.files[path] = Look(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        else:
            listing.problems[path] = _KINDS.get(stat.S_IFMT(status.st_mode), "not a file")
