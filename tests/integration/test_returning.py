"""A batch goes back to the inbox: byte for byte, over no other file, and is not taken in again."""

import errno

import pytest

from services.ingest import listing, returning
from services.ingest.returning import Returner
from shared.db import batches, returns
from shared.db.connection import run, value
from shared.keeping import disk
from tests.integration.intake import contents


@pytest.fixture
def returner(connect, library):
    return Returner(connect, library.inbox, library.storage)


def another(library, source="another"):
    with library.connect() as conn:
        return batches.begin(conn, source, "inbox")


def ask(library, batch=None):
    with library.connect() as conn:
        returns.ask(conn, batch or library.batch, "ada")


def back(library, batch=None):
    folder = library.inbox / f"returned-{batch or library.batch}"
    return {path: content for path, content in contents(folder).items() if path != ".bowerbirdignore"}


def shown(connect):
    with connect() as conn:
        return value(conn, "SELECT count(*) FROM media WHERE trashed_at IS NULL")


def test_a_batch_goes_back_with_its_folders_and_leaves_the_library(connect, library, returner):
    library.take(b"one", "trip/a.jpg")
    library.take(b"two", "trip/day 1/b.jpg")
    returner.step()
    assert shown(connect) == 2, "nobody asked"
    ask(library)
    returner.step()
    assert back(library) == {"trip/a.jpg": b"one", "trip/day 1/b.jpg": b"two"}
    assert shown(connect) == 0
    with connect() as conn:
        found = batches.found(conn, library.batch)
        assert returns.asked(conn) == []
    assert (found.returned, found.returning, found.files) == (2, False, 2)


def test_what_was_given_back_is_left_alone_by_the_inbox(connect, library, returner):
    library.take(b"one", "trip/a.jpg")
    ask(library)
    returner.step()
    assert listing.look(library.inbox).files == {}
    rule = library.inbox / f"returned-{library.batch}" / ".bowerbirdignore"
    rule.unlink()
    assert list(listing.look(library.inbox).files) == [f"returned-{library.batch}/trip/a.jpg"]


def test_a_name_that_is_not_text_comes_back_as_it_was(connect, library, returner):
    library.take(b"one", "trip/\udcff.jpg")
    ask(library)
    returner.step()
    assert back(library) == {"trip/\udcff.jpg": b"one"}


def test_no_path_leads_out_of_the_folder(connect, library, returner):
    library.take(b"one", "../../../etc/passwd")
    ask(library)
    returner.step()
    assert list(back(library).values()) == [b"one"]


def test_nothing_is_written_over(connect, library, returner):
    library.take(b"one", "a.jpg")
    there = library.inbox / f"returned-{library.batch}" / "a.jpg"
    there.parent.mkdir()
    there.write_bytes(b"another")
    ask(library)
    returner.step()
    assert there.read_bytes() == b"another"
    assert sorted(back(library).values()) == [b"another", b"one"]


def test_what_came_another_way_too_or_lies_in_the_trash_stays(connect, library, returner):
    stays = library.take(b"one", "a.jpg").media_id
    library.take(b"two", "b.jpg")
    thrown = library.take(b"three", "c.jpg").media_id
    first = library.batch
    library.batch = another(library)
    library.take(b"one", "again.jpg")
    with connect() as conn:
        run(conn, "UPDATE media SET trashed_at = now() WHERE id = %(id)s", id=thrown)
        outlook = returns.outlook(conn, first)
    assert (outlook.files, outlook.staying, outlook.bytes) == (1, 1, 3)
    ask(library, first)
    returner.step()
    assert back(library, first) == {"b.jpg": b"two"}
    with connect() as conn:
        assert value(conn, "SELECT id FROM media WHERE trashed_at IS NULL") == stays


@pytest.mark.parametrize("step", ["placed", "let go"])
def test_a_crash_in_between_is_made_good(connect, library, returner, monkeypatch, step):
    class Ended(BaseException):
        pass

    def end(reached):
        if reached == step:
            raise Ended

    for n in range(3):
        library.take(b"content %d" % n, f"{n}.jpg")
    ask(library)
    with monkeypatch.context() as patched:
        patched.setattr(returning.crash, "at", end)
        with pytest.raises(Ended):
            returner.step()
    returner.step()
    assert back(library) == {f"{n}.jpg": b"content %d" % n for n in range(3)}
    assert shown(connect) == 0


def test_across_file_systems_it_is_copied_and_compared(connect, library, returner, monkeypatch):
    real = disk.link

    def far(source, target):
        if source.suffix != ".part":
            raise OSError(errno.EXDEV, "another file system")
        real(source, target)

    monkeypatch.setattr(disk, "link", far)
    good, bad = library.take(b"one", "a.jpg"), library.take(b"two", "b.jpg")
    original = library.storage.original("b.jpg")
    original.chmod(0o640)
    original.write_bytes(b"2wo")
    ask(library)
    returner.step()
    assert back(library) == {"a.jpg": b"one"}
    with connect() as conn:
        assert value(conn, "SELECT id FROM media WHERE trashed_at IS NULL") == bad.media_id
        assert "cannot be read" in batches.found(conn, library.batch).problem
    assert good.media_id != bad.media_id


def test_one_that_arrives_again_at_the_last_moment_stays(connect, library, returner, monkeypatch):
    library.take(b"one", "a.jpg")
    first, library.batch = library.batch, another(library)
    ask(library, first)
    real = returning._place

    def place(*words):
        library.take(b"one", "again.jpg")
        return real(*words)

    monkeypatch.setattr(returning, "_place", place)
    returner.step()
    assert (shown(connect), back(library, first)) == (1, {})
    assert library.originals() == {"a.jpg": b"one"}


def test_a_folder_that_cannot_be_written_is_told_and_tried_again(connect, library, returner):
    library.take(b"one", "a.jpg")
    blocked = library.inbox / f"returned-{library.batch}"
    blocked.write_text("a file")
    ask(library)
    returner.step()
    with connect() as conn:
        found = batches.found(conn, library.batch)
    assert (found.returning, shown(connect)) == (True, 1)
    assert found.problem
    blocked.unlink()
    returner.step()
    assert back(library) == {"a.jpg": b"one"}
