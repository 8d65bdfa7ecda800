"""Albums: what is put in, in which order, and what of it a person sees (A50, A57, A67)."""

from dataclasses import replace
from datetime import date

import pytest

from shared.db import album_covers, album_files, album_pages, albums, media
from shared.db.album_pages import Shelf
from shared.db.connection import run
from shared.db.search import Selection, Within
from shared.errors import Conflict, NotFound
from shared.query import parser
from shared.query.tree import Filter
from tests.integration.files import file, files


@pytest.fixture
def album(connect):
    """An empty album."""
    with connect() as conn:
        return albums.create(conn, "Summer", "ada")


@pytest.fixture
def three(connect):
    """Three files of three days, put down in another order."""
    return [
        file(connect, f"{day}.jpg", taken_at=f"2024-07-0{day} 12:00", path=f"{folder}/{day}.jpg")
        for day, folder in ((2, "Sea"), (1, "Sea"), (3, "Hills"))
    ]


def put(connect, album, *ids):
    with connect() as conn:
        return len(album_files.add(conn, album.id, Selection(), ids))


def listed(connect, album, sort="hand", **more):
    with connect() as conn:
        return [tile.id for tile in album_pages.page(conn, Shelf(album.id, sort, **more)).items]


def test_a_file_lies_in_an_album_once(connect, album, three):
    """A50: the original could hold it twice."""
    assert put(connect, album, *three) == 3
    assert put(connect, album, *three) == 0
    assert listed(connect, album) == three


def test_an_album_takes_no_file_that_is_not_there_or_in_the_trash(connect, album, three):
    with connect() as conn:
        run(conn, "UPDATE media SET trashed_at = now() WHERE id = %(id)s", id=three[0])
    assert put(connect, album, *three, 99999) == 2


def test_all_that_a_search_finds_can_be_put_in_oldest_first(connect, album, three):
    with connect() as conn:
        assert len(album_files.add(conn, album.id, Selection())) == 3
    assert listed(connect, album) == [three[1], three[0], three[2]]


@pytest.mark.parametrize(
    ("sort", "order"),
    [("newest", [2, 0, 1]), ("oldest", [1, 0, 2]), ("added", [0, 1, 2]), ("hand", [0, 1, 2])],
)
def test_an_album_shows_its_files_in_its_order(connect, album, three, sort, order):
    for media_id in three:
        put(connect, album, media_id)
    assert listed(connect, album, sort) == [three[place] for place in order]


def test_a_file_that_is_dated_anew_takes_its_new_place(connect, album, three):
    put(connect, album, *three)
    with connect() as conn:
        run(conn, "UPDATE media SET taken_at = '2024-08-01' WHERE id = %(id)s", id=three[1])
        tiles = media.page(conn, Selection(albums=(album.id,))).items
    assert listed(connect, album, "newest") == [three[1], three[2], three[0]] == [tile.id for tile in tiles]


@pytest.mark.parametrize("sort", ["newest", "oldest", "added", "hand"])
def test_pages_of_an_album_hold_every_file_once(connect, album, sort):
    files(connect, 25)
    with connect() as conn:
        album_files.add(conn, album.id, Selection())
        seen, after = [], None
        while True:
            page = album_pages.page(conn, Shelf(album.id, sort), after, limit=10)
            seen += [tile.id for tile in page.items]
            if page.next is None:
                break
            after = page.next
    assert len(seen) == len(set(seen)) == 25


@pytest.mark.parametrize("sort", ["newest", "oldest", "added", "hand"])
def test_neighbours_follow_the_order_of_the_album(connect, album, three, sort):
    put(connect, album, *three)
    order = listed(connect, album, sort)
    with connect() as conn:
        beside = album_pages.neighbours(conn, Shelf(album.id, sort), order[1])
        ends = album_pages.neighbours(conn, Shelf(album.id, sort), order[0])
    assert (beside.newer, beside.older) == (order[0], order[2])
    assert (ends.newer, ends.older) == (None, order[1])


def test_files_are_moved_before_another_and_to_the_end(connect, album, three):
    a, b, c = three
    put(connect, album, a, b, c)
    with connect() as conn:
        album_files.move(conn, album.id, [c], before=a)
    assert listed(connect, album) == [c, a, b]
    with connect() as conn:
        album_files.move(conn, album.id, [c, a], before=None)
    assert listed(connect, album) == [b, c, a]
    with connect() as conn:
        album_files.move(conn, album.id, [a], before=c)
    assert listed(connect, album) == [b, a, c]


def test_a_hundred_moves_to_one_place_find_room(connect, album, three):
    a, b, c = three
    put(connect, album, a, b, c)
    with connect() as conn:
        for _ in range(50):
            album_files.move(conn, album.id, [b], before=c)
            album_files.move(conn, album.id, [a], before=c)
    assert listed(connect, album) == [b, a, c]


def test_what_is_taken_out_stays_in_the_library(connect, album, three):
    put(connect, album, *three)
    with connect() as conn:
        taken = album_files.take_out(conn, album.id, [three[0], 4711])
        assert [one.media_id for one in taken] == [three[0]]
        assert run(conn, "SELECT FROM media") == 3
    assert listed(connect, album) == three[1:]


def test_a_deleted_album_can_be_brought_back_with_its_files(connect, album, three):
    put(connect, album, *three)
    with connect() as conn:
        albums.remove(conn, album.id)
    with connect() as conn, pytest.raises(NotFound):
        albums.album(conn, album.id)
    with connect() as conn:
        assert albums.restore(conn, album.id).name == "Summer"
    assert listed(connect, album) == three


def test_who_is_confined_sees_only_their_part_of_an_album(connect, album, three):
    """H35: a restriction holds in albums too."""
    put(connect, album, *three)
    sea = Within("Sea")
    assert listed(connect, album, within=sea) == three[:2]
    with connect() as conn:
        assert album_covers.summaries(conn, [album.id], sea)[album.id].count == 2


def test_an_album_tells_its_count_days_and_cover(connect, album):
    first = file(connect, "a.jpg", taken_at="2024-01-01", colour="#112233")
    second = file(connect, "b.jpg", taken_at="2024-02-01", colour="#112233")
    put(connect, album, second, first)
    with connect() as conn:
        said = album_covers.summaries(conn, [album.id])[album.id]
        span = album_covers.spans(conn, [album.id])[album.id]
        assert (said.count, said.cover_id, span.first.month, span.last.month) == (2, second, 1, 2)
        albums.change(conn, album.id, cover_id=first)
        assert album_covers.summaries(conn, [album.id])[album.id].cover_id == first
        run(conn, "UPDATE media SET trashed_at = now() WHERE id = %(id)s", id=first)
        said = album_covers.summaries(conn, [album.id])[album.id]
        assert (said.cover_id, said.count) == (second, 1)


def test_a_smart_album_counts_what_its_search_finds(connect, three):
    with connect() as conn:
        said = album_covers.of_search(conn, 1, None, Selection(within=Within("Sea")))
    assert (said.count, said.first.day, said.last.day) == (2, 1, 2)


def test_a_smart_album_in_a_search_finds_what_its_own_search_finds(connect, three):
    """It never widens what the person who searches may see."""
    with connect() as conn:
        smart = albums.create(conn, "July", "ada")
        albums.search(conn, smart.id, "from=2024-07-02", Selection(since=date(2024, 7, 2)))
        assert media.count(conn, Selection(albums=(smart.id,))) == 2
        assert media.count(conn, Selection(albums=(smart.id,), until=date(2024, 7, 2))) == 1
        assert media.count(conn, Selection(albums=(smart.id,), within=Within("Hills"))) == 1


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("album:july", 2),
        ("not album:July", 1),
        ("album:July or album:Summer", 3),
        ("album:July date:2024-07-03", 1),
    ],
)
def test_the_query_language_knows_the_files_of_smart_albums(connect, album, three, question, found):
    put(connect, album, three[1])
    with connect() as conn:
        smart = albums.create(conn, "July", "ada")
        albums.search(conn, smart.id, "from=2024-07-02", Selection(since=date(2024, 7, 2)))
        asked = Selection(query=parser.parse(question).condition)
        assert media.count(conn, asked) == found
        assert media.count(conn, replace(asked, within=Within("Nowhere"))) == 0


def test_smart_albums_that_come_to_name_each_other_hold_nothing(connect, three):
    with connect() as conn:
        first, second = albums.create(conn, "First", "ada"), albums.create(conn, "Second", "ada")
        albums.search(conn, first.id, "q=album:Later", Selection(query=Filter("album", ":", "Later")))
        with pytest.raises(Conflict):
            albums.search(conn, second.id, "q=album:First", Selection(query=Filter("album", ":", "First")))
        albums.search(conn, second.id, "q=album:X", Selection(query=Filter("album", ":", "X")))
        albums.change(conn, second.id, name="Later")
        assert media.count(conn, Selection(albums=(first.id,))) == 0
        assert media.count(conn, Selection(query=Filter("album", ":", "First"))) == 0


def test_a_smart_album_of_a_smart_album_is_refused(connect):
    """Else two of them could name each other."""
    with connect() as conn:
        first, second = albums.create(conn, "First", "ada"), albums.create(conn, "Second", "ada")
        albums.search(conn, first.id, "kind=image", Selection(kinds=("image",)))
        with pytest.raises(Conflict):
            albums.search(conn, second.id, f"album={first.id}", Selection(albums=(first.id,)))
