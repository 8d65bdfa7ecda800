"""Files that were sent in parts and never ended: the whole ones are kept, the others go in the end."""

import os
from uuid import UUID, uuid4

import pytest

from shared.db import sending as sendings
from shared.db.connection import run, value
from shared.db.sending import Announced
from shared.errors import FileBusy
from shared.keeping import sent
from shared.keeping.sent import Sweeper

ID = UUID("6ab8b3e5-8f1c-4b62-9d3a-1a4d4b8a3c11")


@pytest.fixture
def sweeper(connect, library):
    return Sweeper(connect, library.storage, library.keeper)


def begun(library, content=b"picture", received=None, size=None, id_=ID):
    library.storage.sent.mkdir(parents=True, exist_ok=True)
    (library.storage.sent / str(id_)).write_bytes(content)
    with library.connect() as conn:
        sendings.begin(conn, Announced(id_, "1", library.batch, "a/b.jpg", size or len(content)))
        sendings.advance(conn, id_, len(content) if received is None else received)
        run(conn, "UPDATE sending SET expires_at = expires_at - interval '1 hour'")


def left(library):
    return [file.name for file in library.storage.sent.iterdir()]


def test_a_whole_file_whose_sender_is_gone_is_kept(library, sweeper, connect):
    begun(library)
    sweeper.sweep()
    assert library.originals() == {"a/b.jpg": b"picture"}
    assert left(library) == []
    with connect() as conn:
        found = sendings.find(conn, ID, "1")
    assert found
    assert (found.media_id, found.duplicate) == (1, False)


def test_a_file_under_way_is_left_alone(library, sweeper):
    begun(library, b"pict", size=7)
    sweeper.sweep()
    assert left(library) == [str(ID)]


def test_what_was_not_continued_in_time_is_removed(library, sweeper, connect):
    begun(library, b"pict", size=7)
    with connect() as conn:
        run(conn, "UPDATE sending SET expires_at = now()")
    with sent.held(library.storage.sent / str(ID)):
        sweeper.sweep()
        assert left(library) == [str(ID)], "someone sends it just now"
    sweeper.sweep()
    assert left(library) == []
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM sending") == 0


def test_bytes_that_no_row_speaks_of_go_after_a_while(library, sweeper):
    begun(library, b"pict", size=7)
    stray = library.storage.sent / str(uuid4())
    stray.write_bytes(b"?")
    sweeper.sweep()
    assert len(left(library)) == 2
    os.utime(stray, (1, 1))
    sweeper.sweep()
    assert left(library) == [str(ID)]


def test_only_one_holds_a_file(tmp_path):
    with sent.held(tmp_path / "a"), pytest.raises(FileBusy), sent.held(tmp_path / "a"):
        pass
