"""What lies in the inbox is taken as it is or left with a reason; nothing is followed or executed (F28)."""

import os
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from services.ingest import listing
from services.ingest.listing import Look
from services.ingest.patience import Patience
from services.ingest.wakeups import Wakeups, is_remote
from tests.integration.intake import Library
from tests.integration.watching import drop, left, reasons, until, watching
from tests.invariants import check

NAMES = [
    b"-rf.jpg", b"--help.jpg", b" leading.jpg", b"trailing .jpg", b"new\nline.jpg", b"tab\there.jpg",
    b"quote's.jpg", b'double"quote.jpg', b"back\\slash.jpg", b"$(touch canary).jpg", b"`touch canary`.jpg",
    b"$(id).mp4", b"pipe|x.jpg", b"<img src=x onerror=alert(1)>.jpg", b"'; DROP TABLE media;--.jpg",
    b"[a]*?.jpg", b"%00.jpg", b"%2e%2e%2fetc%2fpasswd.jpg", b"a" * 251 + b".jpg", b"\xff\xfe_not_utf8.jpg",
    "e\u0301clair.jpg".encode(), "\u00e9clair.jpg".encode(), "日本語.jpg".encode(), "\U0001f600.jpg".encode(),
    "\u202egpj.exe.jpg".encode(), b"noext", b"photo.jpg.exe", b"a:b.jpg", b"{brace}.jpg", b"x" * 255,
    "\u00e9".encode() * 125 + b".jpg", b"\n" * 250 + b".jpg", b"a\x7fb.jpg",
]  # fmt: skip
LEFT = ["link.jpg", "loop", "outside.jpg", "pipe.jpg", "socket.jpg"]


def oddities(inbox: Path) -> list[bytes]:
    """Lay every odd thing into the inbox and return the contents that must be kept."""
    contents = []
    for number, name in enumerate(NAMES):
        contents.append(b"content %d" % number)
        (inbox / os.fsdecode(name)).write_bytes(contents[-1])
    deep = inbox / "/".join(["d"] * 60)
    deep.mkdir(parents=True)
    (deep / "x.jpg").write_bytes(b"deep")
    (inbox / "link.jpg").symlink_to(inbox / "noext")
    (inbox / "outside.jpg").symlink_to("/etc/hostname")
    (inbox / "loop").symlink_to(".")
    os.mkfifo(inbox / "pipe.jpg")
    with socket.socket(socket.AF_UNIX) as bound:
        os.chdir(inbox)
        bound.bind("socket.jpg")
    (inbox / "one.jpg").write_bytes(b"two names")
    (inbox / "two.jpg").hardlink_to(inbox / "one.jpg")
    (inbox / "directory.jpg").mkdir()
    return [*contents, b"deep", b"two names", b"two names"]


def test_every_oddity_is_kept_or_left_with_a_reason(library, connect, database, caplog, monkeypatch):
    monkeypatch.chdir(library.root)
    dropped = oddities(library.inbox)
    with watching(library, database):
        until(lambda: left(library) == LEFT, 60)
        until(lambda: sorted(reasons(library)) == LEFT)
        time.sleep(1.2)  # two rescans
    told = [record.getMessage() for record in caplog.records if "left in the inbox" in record.message]
    assert sorted(line.split(": ")[1] for line in told) == LEFT
    for name in LEFT:
        (library.inbox / name).unlink()
    check(connect, library.storage, library.inbox, dropped)
    assert not list(library.root.rglob("canary"))


def test_what_is_left_disappears_from_the_report_with_its_file(library, database):
    (library.inbox / "link.jpg").symlink_to("/etc/hostname")
    with watching(library, database):
        until(lambda: list(reasons(library).values()) == ["a symbolic link, which is never followed"])
        (library.inbox / "link.jpg").unlink()
        until(lambda: reasons(library) == {})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_left_and_reported(library, database):
    drop(library.inbox, {"secret.jpg": b"secret", "a.jpg": b"a"})
    (library.inbox / "secret.jpg").chmod(0)
    with watching(library, database):
        until(lambda: reasons(library) == {"secret.jpg": "it cannot be read: Permission denied"})
        until(lambda: left(library) == ["secret.jpg"])


def test_a_folder_of_a_hundred_thousand_entries_is_listed_quickly(tmp_path):
    for number in range(100_000):
        os.mknod(tmp_path / f"{number}.jpg")
    begun = time.monotonic()
    found = listing.look(tmp_path)
    patience = Patience(tmp_path, lambda _: True, stable=0.0, incomplete=0.0)
    patience.ready(found.files, 1.0, 1000)
    ready = patience.ready(listing.look(tmp_path).files, 2.0, 1000)
    assert (len(found.files), len(ready)) == (100_000, 1000)
    assert time.monotonic() - begun < 10


IGNORED = [
    ".hidden.jpg", ".photo.jpg.swp", "IMG_1.jpg.part", "x.tmp", "x.crdownload", "x.filepart", "~$lock.jpg",
    "photo.jpg~", "Thumbs.db", "desktop.ini", "._IMG_1.jpg", "@eaDir/x.jpg", ".stfolder/x.jpg",
    "__MACOSX/x.jpg", "a/Thumbs.db",
]  # fmt: skip


@pytest.mark.parametrize("path", IGNORED)
def test_unfinished_transfers_and_droppings_are_ignored(tmp_path, path):
    drop(tmp_path, {path: b"x", "a/photo.jpg": b"x"})
    assert list(listing.look(tmp_path).files) == ["a/photo.jpg"]


def test_a_bowerbirdignore_excludes_as_git_does(tmp_path):
    """H4: the innermost file decides, a negation takes back, and built-in rules can be taken back too."""
    drop(
        tmp_path,
        {
            ".bowerbirdignore": b"*.png\nprivate/\n/top.jpg\n# comment\n!x.tmp\n",
            "a/.bowerbirdignore": b"!keep.png\n",
            "a/keep.png": b"", "a/drop.png": b"", "b/drop.png": b"", "private/x.jpg": b"",
            "top.jpg": b"", "a/top.jpg": b"", "x.tmp": b"",
        },
    )  # fmt: skip
    assert sorted(listing.look(tmp_path).files) == ["a/keep.png", "a/top.jpg", "x.tmp"]


def test_no_rule_brings_claimed_files_back(tmp_path):
    drop(tmp_path, {".bowerbirdignore": b"!.*\n!.claimed\n", ".claimed/1/x.jpg": b"", ".hidden.jpg": b""})
    assert ".claimed/1/x.jpg" not in listing.look(tmp_path).files


@pytest.mark.parametrize("line", ["!", "a\\", "[z-a]", "\\", "*a" * 30])
def test_a_rule_that_is_no_pattern_is_reported_and_the_others_hold(tmp_path, line):
    drop(tmp_path, {".bowerbirdignore": f"{line}\n*.png\n".encode(), "a.jpg": b"", "a.png": b""})
    found = listing.look(tmp_path)
    assert list(found.files) == ["a.jpg"]
    assert found.problems == {".bowerbirdignore": f"no pattern: {line}"}


def test_a_pipe_or_link_instead_of_rules_is_not_opened(tmp_path):
    drop(tmp_path, {"a/x.jpg": b"", "b/x.jpg": b""})
    os.mkfifo(tmp_path / "a" / ".bowerbirdignore")
    (tmp_path / "b" / ".bowerbirdignore").symlink_to("/etc/hostname")
    found = listing.look(tmp_path)
    assert sorted(found.files) == ["a/x.jpg", "b/x.jpg"]
    assert sorted(found.problems) == ["a/.bowerbirdignore", "b/.bowerbirdignore"]


def test_a_changed_bowerbirdignore_holds_at_the_next_look(library, database):
    drop(library.inbox, {".bowerbirdignore": b"*\n", "a.jpg": b"a"})
    with watching(library, database):
        time.sleep(0.8)
        assert library.originals() == {}
        drop(library.inbox, {".bowerbirdignore": b""})
        until(lambda: library.originals() == {"a.jpg": b"a"})


def test_a_folder_swapped_for_a_link_while_it_is_looked_at_is_not_followed(library, connect):
    from uuid import uuid4

    from services.ingest import claims

    outside = library.root / "outside"
    drop(outside, {"x.jpg": b"secret"})
    (library.inbox / "folder").symlink_to(outside)
    with pytest.raises(NotADirectoryError):
        claims.claim(library.inbox, "folder/x.jpg", uuid4())
    assert (outside / "x.jpg").exists()
    assert not list((library.inbox / ".claimed").iterdir())


def test_a_file_that_fails_to_be_read_waits_with_the_reason(tmp_path):
    def fail(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    waiting = patience(tmp_path, complete=fail)
    waiting.ready({"a.jpg": LOOK}, 0.0, 9)
    assert waiting.ready({"a.jpg": LOOK}, 1.0, 9) == []
    assert waiting.problems() == {"a.jpg": "it cannot be read: Permission denied"}


LOOK = Look(1, 1, 10, 1)


def patience(tmp_path: Path, **told) -> Patience:
    (tmp_path / "a.jpg").write_bytes(b"x")
    return Patience(tmp_path, **({"complete": lambda _: True, "stable": 1.0, "incomplete": 60.0} | told))


def test_a_file_is_ready_when_two_looks_a_second_apart_are_the_same(tmp_path):
    waiting = patience(tmp_path)
    assert waiting.ready({"a.jpg": LOOK}, 0.0, 9) == []
    assert waiting.next_look(0.0) == 1.0
    assert waiting.ready({"a.jpg": LOOK}, 0.5, 9) == []
    assert [ready.path for ready in waiting.ready({"a.jpg": LOOK}, 1.0, 9)] == ["a.jpg"]


@pytest.mark.parametrize("change", [{"inode": 2}, {"size": 11}, {"modified": 2}, {"device": 2}])
def test_any_change_begins_the_wait_anew(tmp_path, change):
    waiting = patience(tmp_path)
    waiting.ready({"a.jpg": LOOK}, 0.0, 9)
    changed = Look(**(vars(LOOK) | change))
    assert waiting.ready({"a.jpg": changed}, 1.0, 9) == []
    assert waiting.ready({"a.jpg": changed}, 2.0, 9) != []


def test_an_event_ends_the_wait_and_a_new_folder_is_followed(tmp_path):
    wakeups = Wakeups(tmp_path)
    (tmp_path / "a").mkdir()
    wakeups.follow(["", "a"])
    wakeups.wait(5)  # it began to listen
    time.sleep(0.3)
    begun = time.monotonic()
    threading.Timer(0.2, lambda: (tmp_path / "a" / "x.jpg").write_bytes(b"x")).start()
    wakeups.wait(10)
    wakeups.close()
    assert 0.1 < time.monotonic() - begun < 2


def test_a_share_that_sends_no_events_is_polled(tmp_path):
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 254:0 / / rw - ext4 /dev/vda rw\n99 22 0:50 / /mnt/photo\\040share rw - nfs4 nas:/photos rw\n"
    )
    assert is_remote(Path("/mnt/photo share/inbox"), mounts)
    assert not is_remote(Path("/mnt/photo sharing"), mounts)


def test_files_come_in_where_there_are_no_events_at_all(library, connect, database, monkeypatch):
    monkeypatch.setattr(Wakeups, "follow", lambda *_: None)
    with watching(library, database, rescan=0.5):
        time.sleep(0.6)
        dropped = drop(library.inbox, {"a/b.jpg": b"b"})
        until(lambda: "a/b.jpg" in library.originals())
    check(connect, library.storage, library.inbox, dropped)


def test_a_full_file_system_keeps_every_source_and_goes_on_when_it_has_room(connect, tmp_path, database):
    """F21, on a small file system of its own."""
    library = Library(connect, tmp_path / "library")
    disk = library.storage.root
    disk.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting needs root")
    try:
        dropped = drop(library.inbox, {f"{n}.jpg": bytes([n]) * 700_000 for n in range(10)})
        with watching(library, database):
            until(lambda: "disk" in " ".join(reasons(library).values()))
            time.sleep(1)
            kept = len(library.originals())
            assert 0 < kept < 10
            assert len(left(library)) == 10 - kept
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            until(lambda: not left(library), 40)
        check(connect, library.storage, library.inbox, dropped)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_name_that_is_no_text_does_not_end_the_events(tmp_path):
    wakeups = Wakeups(tmp_path)
    for name in (b"\xff.jpg", b"\xfe.jpg", b"plain.jpg"):
        wakeups.follow([""])
        wakeups.wait(5)
        time.sleep(0.3)
        begun = time.monotonic()
        (tmp_path / os.fsdecode(name)).write_bytes(b"x")
        wakeups.wait(10)
        assert time.monotonic() - begun < 2
    wakeups.close()
    assert not wakeups.polling
