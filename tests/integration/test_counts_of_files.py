"""How many tags, people and objects a file has is kept as they come and go, whoever changes them."""

from threading import Thread

import pytest

from shared.db import index, tags
from shared.db.connection import connector, run, value
from shared.domain import Finding
from tests.integration.web import analysed, photo

KEPT = """
    SELECT coalesce(jsonb_object_agg(what, n), '{}') FROM media_count WHERE media_id = %(id)s AND n > 0
    """
ROWS = """
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'tags', nullif((SELECT count(*) FROM media_tag WHERE media_id = %(id)s), 0),
        'people', nullif((SELECT count(*) FROM media_person WHERE media_id = %(id)s), 0),
        'objects', (SELECT sum(n) FROM media_label
                     WHERE media_id = %(id)s AND kind = 'object' AND label <> 'face')))
    """


@pytest.fixture
def dogs(connect):
    return photo(connect, labels="dog dog cat face")


def kept(connect, media_id):
    """What is kept of a file, which is what its rows say."""
    with connect() as conn:
        found = value(conn, KEPT, id=media_id)
        assert found == value(conn, ROWS, id=media_id)
    return found


def test_objects_are_counted_again_when_an_analysis_finds_others(connect, dogs):
    assert kept(connect, dogs) == {"objects": 3}
    analysed(connect, dogs, "detect", [Finding("dog", score=0.9)] * 5, version=2)
    with connect() as conn:
        index.refresh(conn, dogs)
    assert kept(connect, dogs) == {"objects": 5}
    analysed(connect, dogs, "detect", [Finding("face", score=0.9)], version=3)
    with connect() as conn:
        index.refresh(conn, dogs)
    assert kept(connect, dogs) == {}


def test_tags_are_counted_as_they_come_and_go(connect, dogs):
    with connect() as conn:
        tags.change(conn, [dogs], "ada", add=["one", "two", "three"])
        tags.change(conn, [dogs], "ada", add=["one"])
        tags.change(conn, [dogs], "ada", remove=["two", "none"])
        run(conn, "UPDATE media_tag SET name = 'four' WHERE name = 'three'")
    assert kept(connect, dogs) == {"objects": 3, "tags": 2}


def test_people_are_counted_as_they_come_and_go(connect, dogs):
    with connect() as conn:
        run(conn, "INSERT INTO person (name) VALUES ('Anna'), ('Ben')")
        run(conn, "INSERT INTO media_person SELECT %(id)s, id, 2, now() FROM person", id=dogs)
    assert kept(connect, dogs) == {"objects": 3, "people": 2}
    with connect() as conn:
        run(conn, "DELETE FROM person WHERE name = 'Ben'")
    assert kept(connect, dogs) == {"objects": 3, "people": 1}


def test_of_a_file_that_goes_nothing_is_kept(connect, dogs):
    with connect() as conn:
        tags.change(conn, [dogs], "ada", add=["one"])
        run(conn, "INSERT INTO person (name) VALUES ('Anna')")
        run(conn, "INSERT INTO media_person SELECT %(id)s, id, 2, now() FROM person", id=dogs)
        run(conn, "DELETE FROM media WHERE id = %(id)s", id=dogs)
        assert value(conn, "SELECT count(*) FROM media_count") == 0


def test_who_tag_one_file_at_once_are_both_counted(database, connect, dogs):
    def tag(name):
        with connector(database)() as conn:
            run(conn, "INSERT INTO media_tag (media_id, name, by_name) VALUES (%(id)s, %(name)s, 'ada')",
                id=dogs, name=name)  # fmt: skip

    with connect() as conn:
        run(conn, "INSERT INTO media_tag (media_id, name, by_name) VALUES (%(id)s, 'one', 'ada')", id=dogs)
        other = Thread(target=tag, args=("two",))
        other.start()
        other.join(0.3)
    other.join(30)
    assert kept(connect, dogs) == {"objects": 3, "tags": 2}
