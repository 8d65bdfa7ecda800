"""Near duplicates: found as hashes come in, shown in groups, made one, and taken apart again (A70, P25)."""

from services.web import twins
from shared.db import albums, comments, duplicates, marks, tags
from shared.db.connection import run, value
from shared.db.duplicates import Pair
from shared.domain import Finding, Likeness
from tests.integration.web import analysed, browser, photo


def hashes(seed, flipped=0):
    """Hashes far from those of another seed; `flipped` bits of 256 differ."""
    bits = int.from_bytes(bytes((seed * 89 + n * n * 57) % 251 for n in range(32))) ^ ((1 << flipped) - 1)
    inner = int.from_bytes(bytes((seed * 31 + n * n * 101) % 241 for n in range(32)))
    return Likeness(bytes([seed] * 8), bits.to_bytes(32), bytes([seed ^ 255] * 8), inner.to_bytes(32))


def look(connect, media_id, likeness):
    analysed(connect, media_id, "phash", [Finding(likeness=likeness)])


def alike(connect, *columns, seed=7):
    """Files that look nearly the same."""
    ids = [photo(connect, f"{n}.jpg", **given) for n, given in enumerate(columns)]
    for n, media_id in enumerate(ids):
        look(connect, media_id, hashes(seed, flipped=n))
    return ids


def test_pictures_that_look_the_same_become_a_pair_as_they_are_looked_at(connect):
    one, two = alike(connect, {}, {})
    other = photo(connect, "other.jpg")
    look(connect, other, hashes(99))
    with connect() as conn:
        assert duplicates.pairs(conn) == [Pair(one, two, 1)]


def test_a_copy_that_lost_its_margin_is_like_the_inner_part_of_the_whole(connect):
    whole, cropped = photo(connect, "whole.jpg"), photo(connect, "cropped.jpg")
    complete, rest = hashes(7), hashes(120)
    look(connect, whole, complete)
    look(
        connect,
        cropped,
        Likeness(complete.inner_frequencies, complete.inner_blocks, rest.frequencies, rest.blocks),
    )
    with connect() as conn:
        assert duplicates.pairs(conn) == [Pair(whole, cropped, 0)]


def test_a_picture_that_is_looked_at_again_keeps_what_a_person_said(connect):
    one, two, three = alike(connect, {}, {}, {})
    with connect() as conn:
        assert duplicates.part(conn, [one, two], "ada") == 1
        run(conn, "UPDATE analysis SET state = 'queued', due_at = now() WHERE media_id = %(id)s", id=two)
    look(connect, two, hashes(7))
    with connect() as conn:
        assert {(pair.low, pair.high) for pair in duplicates.pairs(conn)} == {(one, three), (two, three)}


def test_a_page_ends_with_all_pairs_of_a_file(connect):
    one, two, three = alike(connect, {}, {}, {})
    with connect() as conn:
        first = duplicates.pairs(conn, limit=1)
        assert {(pair.low, pair.high) for pair in first} == {(one, three), (two, three)}
        assert [pair.low for pair in duplicates.pairs(conn, before=three)] == [one]


def test_a_photo_is_no_duplicate_of_a_film_nor_a_clip_one_of_the_whole(ada, connect):
    """Their hashes are those of one picture; nobody means to lose a film for its first frame."""
    film = {"mime": "video/mp4", "kind": "video"}
    _, one, two, _ = alike(
        connect, {}, film | {"duration": 61.2}, film | {"duration": 62.0}, film | {"duration": 9.0}
    )
    with connect() as conn:
        assert [(pair.low, pair.high) for pair in duplicates.pairs(conn)] == [(one, two)]
    page = ada.get("/duplicates").text
    assert "<dt>Length</dt><dd>1:01</dd>" in page
    assert "<dt>Length</dt><dd>1:02</dd>" in page


def test_who_hangs_together_is_one_group_however_the_pairs_come():
    pairs = [Pair(5, 9, 3), Pair(1, 2, 1), Pair(2, 9, 8), Pair(3, 4, 0)]
    assert twins.joined(pairs) == [([1, 2, 5, 9], 8), ([3, 4], 0)]


def test_the_best_has_the_most_pixels_then_a_camera_then_the_most_bytes_then_came_first(connect):
    large = {"width": 400, "height": 300, "size": 900}
    ids = alike(
        connect,
        {"width": 200, "height": 150, "model": "X100"},
        large | {"size": 950},
        large | {"model": "X100"},
        large,
    )
    with connect() as conn:
        ranked = twins.ranked(duplicates.twins(conn, ids).values())
    assert [twin.id for twin in ranked] == [ids[2], ids[1], ids[3], ids[0]]


def test_merging_keeps_what_people_decided_and_all_of_it_can_be_undone(ada, connect):
    keep, drop = alike(connect, {"width": 400, "height": 300}, {"latitude": 42.7, "longitude": 9.4})
    with connect() as conn:
        marks.favour(conn, [drop], "ada", on=True)
        marks.rate(conn, [drop], "ada", 4)
        tags.change(conn, [drop], "ada", add=["Bastia"])
        comments.add(conn, [drop], "ada", "at the harbour")
        album = albums.create(conn, "Corsica", by="ada").id
        run(conn, "INSERT INTO album_media VALUES (%(album)s, %(id)s, 1)", album=album, id=drop)
    before = told(connect)
    done = ada.post("/api/duplicates/merge", json={"keep": keep, "drop": [drop]})
    assert (done.status_code, done.json["changed"]) == (200, 1)
    with connect() as conn:
        kept = duplicates.twins(conn, [keep, drop])
    assert list(kept) == [keep]
    assert (kept[keep].favourite, kept[keep].rating, kept[keep].placed) == (True, 4, True)
    assert (kept[keep].tags, kept[keep].comments, kept[keep].albums) == (1, 1, 1)
    undone = ada.post(f"/api/deeds/{done.json['deed']}/undo")
    assert undone.status_code == 200, undone.text
    assert told(connect) == before


def told(connect):
    """All that people said of files."""
    with connect() as conn:
        return [
            value(conn, f"SELECT jsonb_agg(t ORDER BY t) FROM (SELECT {columns} FROM {table}) AS t")
            for table, columns in {
                "media": "id, favourite, rating, latitude, longitude, placed_by, trashed_at",
                "media_tag": "media_id, name",
                "comment": "id, media_id, text",
                "album_media": "album_id, media_id, position",
            }.items()
        ]


def test_the_page_shows_groups_and_what_differs_and_keeps_the_best_after_asking(ada, connect):
    small, large = alike(connect, {"width": 40, "height": 30}, {"width": 400, "height": 300})
    page = ada.get("/duplicates")
    assert "40 × 30" in page.text
    assert "400 × 300" in page.text
    preview = ada.post("/duplicates/best")
    assert "1 file would go to the trash" in preview.text
    assert ada.get("/api/duplicates").json["groups"][0]["twins"][0]["id"] == large
    done = ada.post("/duplicates/best", data={"sure": "1", "id": [small, large]})
    assert done.status_code == 303
    with connect() as conn:
        assert value(conn, "SELECT id FROM media WHERE trashed_at IS NOT NULL") == small
    assert "No duplicates" in ada.get("/duplicates").text
    assert "Undo" in ada.get(done.location).text


def test_a_group_that_grew_since_it_was_seen_is_left_for_another_look(ada, connect):
    ids = alike(connect, {}, {}, {})
    ada.post("/duplicates/best", data={"sure": "1", "id": ids[:2]})
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM media WHERE trashed_at IS NOT NULL") == 0


def test_one_of_a_group_may_be_left_alone(ada, connect):
    keep, alone, drop = alike(connect, {}, {}, {})
    ada.post("/duplicates/merge", data={"keep": keep, "id": [keep, alone, drop], "also": alone})
    with connect() as conn:
        assert value(conn, "SELECT array_agg(id) FROM media WHERE trashed_at IS NOT NULL") == [drop]


def test_what_a_person_parted_is_not_shown_again(ada, connect):
    ids = alike(connect, {}, {})
    assert ada.post("/duplicates/apart", data={"id": ids}).status_code == 303
    assert "No duplicates" in ada.get("/duplicates").text


def test_a_file_that_is_not_there_is_told_and_nothing_is_moved(ada, connect):
    keep, drop = alike(connect, {}, {})
    assert ada.post("/api/duplicates/merge", json={"keep": keep, "drop": [drop, 10**6]}).status_code == 404
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM media WHERE trashed_at IS NOT NULL") == 0


def test_a_viewer_looks_and_changes_nothing(app, connect):
    keep, drop = alike(connect, {}, {})
    eve = browser(app, connect, "viewer")
    assert "Keep this one" not in eve.get("/duplicates").text
    assert eve.post("/api/duplicates/merge", json={"keep": keep, "drop": [drop]}).status_code == 403


def test_what_arrived_again_is_listed_with_both_paths(ada, connect):
    """Same bytes, one file kept (A14, A70)."""
    media_id = photo(connect, "heron.jpg")
    with connect() as conn:
        for n, (path, source) in enumerate((("phone/heron.jpg", "phone"), ("stick/IMG_1.jpg", "stick"))):
            batch = value(
                conn, "INSERT INTO batch (source, via) VALUES (%(s)s, 'inbox') RETURNING id", s=source
            )
            run(
                conn,
                "INSERT INTO sighting (claim, media_id, batch_id, path, duplicate)"
                " VALUES (gen_random_uuid(), %(id)s, %(batch)s, %(path)s, %(again)s)",
                id=media_id, batch=batch, path=path, again=bool(n),
            )  # fmt: skip
    page = ada.get("/duplicates/exact").text
    assert "phone/heron.jpg" in page
    assert "stick/IMG_1.jpg" in page
    for colour, shown in (("#123456", True), (None, False)):
        with connect() as conn:
            run(conn, "UPDATE media SET colour = %(colour)s", colour=colour)
        picture = f"/api/media/{media_id}/thumbnail"
        assert (picture in ada.get("/duplicates/exact").text) is shown, (
            "no picture is asked for where none is"
        )
    assert "Nothing arrived twice" in ada.get("/duplicates/exact?before=2001-01-01T00:00:00Z").text
    assert ada.get("/duplicates/exact?before=nonsense").status_code == 200


def test_who_restores_a_merged_file_is_told_what_does_not_come_back(ada, connect):
    kept, other = alike(connect, {}, {})
    lone = photo(connect, "lone.jpg")
    with connect() as conn:
        comments.add(conn, [other], "ada", "our first house")
    deed = ada.post("/api/duplicates/merge", json={"keep": kept, "drop": [other]}).json["deed"]
    ada.post("/api/selection/trash", json={"ids": [lone]})

    def restored(media_id):
        return ada.get(ada.post("/trash/restore", data={"id": [media_id]}).location).text

    told = "stays with the one that was kept"
    assert told not in restored(lone)
    page = restored(other)
    assert "1 file is back in the library" in page
    assert told in page
    ada.post("/api/selection/trash", json={"ids": [other]})
    with connect() as conn:
        run(conn, "UPDATE deed SET undone_at = now() WHERE id = %(id)s", id=deed)
    assert told not in restored(other)
