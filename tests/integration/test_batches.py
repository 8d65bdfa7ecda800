"""What came with each batch is counted when it comes, and can be looked up."""

import pytest

from shared.db import batches, returns
from shared.db.connection import run
from shared.errors import NotFound


def test_new_known_and_unreadable_files_are_counted(connect, library):
    library.take(b"one", "a.jpg")
    library.take(b"one", "b.jpg")
    library.decoder.answer = library.decoder.answer.__class__("other", "text/plain", problem="no picture")
    library.take(b"three", "c.jpg")
    with connect() as conn:
        [found] = batches.history(conn)
    assert (found.files, found.known, found.unreadable, found.bytes) == (2, 1, 1, 8)
    assert (found.source, found.via, found.returned) == ("Anna's phone", "inbox", None)
    assert len(found.preview) == 1


def test_the_latest_come_first_and_empty_ones_not_at_all(connect, library):
    library.take(b"one", "a.jpg")
    with connect() as conn:
        later = batches.begin(conn, "phone", "upload")
        empty = batches.begin(conn, "phone", "upload")
    first, library.batch = library.batch, later
    library.take(b"two", "b.jpg")
    with connect() as conn:
        assert [batch.id for batch in batches.history(conn)] == [later, first]
        assert [batch.id for batch in batches.history(conn, before=later)] == [first]
        assert [batch.id for batch in batches.history(conn, limit=1)] == [later]
        with pytest.raises(NotFound):
            batches.found(conn, empty)


def test_the_outlook_counts_what_people_did(connect, library):
    ids = [library.take(b"%d" % n, f"{n}.jpg").media_id for n in range(3)]
    with connect() as conn:
        run(conn, "UPDATE media SET favourite = true WHERE id = %(id)s", id=ids[0])
        run(conn, "INSERT INTO media_tag (media_id, name, by_name) VALUES (%(id)s, 'x', 'a')", id=ids[1])
        outlook = returns.outlook(conn, library.batch)
    assert (outlook.files, outlook.marked, outlook.in_albums, outlook.staying) == (3, 2, 0, 0)
