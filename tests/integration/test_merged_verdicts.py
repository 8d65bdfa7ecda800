"""What people decided of findings, dates and places goes with the file that is kept, and back again (A70)."""

from datetime import datetime

import pytest

from shared.db import albums, duplicates, index, marks, readings, verdicts
from shared.db.connection import run, value
from shared.db.verdicts import Anchor
from shared.domain import Box, Finding
from tests.integration.test_duplicates import alike, told
from tests.integration.test_merged_people import merge, undo
from tests.integration.test_verdicts import HERE, NEARBY, THERE, at, give, labels, search, seen
from tests.integration.web import analysed, photo

LINE = Box(0.1, 0.1, 0.5, 0.1)
MORE = {
    "verdict": "media_id, decision, label, text, said, box_left, box_top, start_second, by_name, at",
    "media_label": "media_id, label, kind, n",
    "media_text": "media_id, document::text",
    "album": "id, cover_id",
    "likeness_pair": "low, high, apart_by",
    "media": "id, taken_at, taken_offset, taken_from, dated_by, placed_by",
}


def everything(connect):
    with connect() as conn:
        index.rewrite(conn, value(conn, "SELECT array_agg(id) FROM media"))  # deeds of one kind let it follow
        more = [
            value(conn, f"SELECT jsonb_agg(t ORDER BY t) FROM (SELECT {columns} FROM {table}) AS t")
            for table, columns in MORE.items()
        ]
    return [*told(connect), *more]


def say(connect, media_id, decision, *, by="ada", said=None, **anchor):
    with connect() as conn:
        return verdicts.give(conn, media_id, Anchor(**anchor), decision, by=by, said=said)


def spoken(connect, media_id):
    with connect() as conn:
        return [(one.decision, one.label or one.text, one.by_name) for one in verdicts.of(conn, media_id)]


def read(connect, media_id, *lines, analyzer="ocr", box=LINE):
    found = [Finding("line", text=line, score=0.9, box=box) for line in lines]
    analysed(connect, media_id, analyzer, found)


def heard(connect, media_id, *sentences):
    found = [
        Finding(text=text, score=0.7, start=n * 4, end=n * 4 + 3, language="en")
        for n, text in enumerate(sentences)
    ]
    analysed(connect, media_id, "speech", found)


def test_what_was_confirmed_and_rejected_holds_in_the_kept_file_and_comes_back(ada, connect):
    keep = photo(connect, "large.jpg", width=4000, height=3000)
    drop = photo(connect, "small.jpg", width=400, height=300)
    for media_id in (keep, drop):
        seen(connect, media_id, NEARBY if media_id == keep else HERE, THERE)
    give(connect, drop, at(HERE))
    say(connect, drop, "confirmed", by="bea", label="heron", kind="object")
    before = everything(connect)
    deed = merge(ada, keep, drop)
    assert labels(connect, keep) == {"dog": 1, "heron": 1}
    assert search(connect, "heron") == [keep]
    assert spoken(connect, keep) == [("confirmed", "heron", "bea"), ("rejected", "dog", "ada")]
    undo(ada, deed)
    assert everything(connect) == before


def test_a_corrected_line_and_a_corrected_sentence_go_with_it(ada, connect):
    keep, drop = (photo(connect, f"{n}.mp4", kind="video", mime="video/mp4") for n in range(2))
    for media_id in (keep, drop):
        read(connect, media_id, "lnvoice 42")
        heard(connect, media_id, "happy birthday anna", "blow the candles")
    give(connect, drop, lambda one: one.text == "lnvoice 42", "corrected", "Invoice 42")
    give(connect, drop, lambda one: one.start == 4, "corrected", "Blow out the candles, Änne")
    before = everything(connect)
    deed = merge(ada, keep, drop)
    assert search(connect, "invoice") == search(connect, "änne") == [keep]
    undo(ada, deed)
    assert everything(connect) == before


def test_the_kept_file_keeps_its_own_transcript_where_it_was_corrected(ada, connect):
    keep, drop = (photo(connect, f"{n}.mp4", kind="video", mime="video/mp4") for n in range(2))
    for media_id in (keep, drop):
        heard(connect, media_id, "happy birthday anna", "blow the candles")
    give(connect, keep, lambda one: one.start == 0, "corrected", "Happy birthday, Hanna")
    give(connect, drop, lambda one: one.start == 0, "corrected", "Happy birthday, Johanna")
    give(connect, drop, lambda one: one.start == 4, "corrected", "Blow out the candles")
    merge(ada, keep, drop)
    with connect() as conn:
        assert [one.said for one in verdicts.of(conn, keep)] == [
            "Happy birthday, Hanna",
            "Blow out the candles",
        ]


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (("rejected", {"label": "dog", "kind": "object"}), ("confirmed", HERE)),
        (("confirmed", HERE), ("rejected", {"label": "dog", "kind": "object"})),
        (("confirmed", HERE), ("rejected", NEARBY)),
        (("rejected", HERE), ("rejected", NEARBY)),
    ],
)
def test_the_word_of_the_kept_file_holds_and_the_same_is_said_once(ada, connect, own, other):
    def held(what):
        if isinstance(what, dict):
            return what
        place = {f"box_{name}": getattr(what, name) for name in ("left", "top", "width", "height")}
        return {"label": "dog", "kind": "object"} | place

    keep, drop = photo(connect, "1.jpg"), photo(connect, "2.jpg")
    say(connect, keep, own[0], **held(own[1]))
    say(connect, drop, other[0], **held(other[1]))
    merge(ada, keep, drop)
    assert spoken(connect, keep) == [(own[0], "dog", "ada")]


def test_another_dog_in_another_place_is_another_matter(ada, connect):
    keep, drop = photo(connect, "1.jpg"), photo(connect, "2.jpg")
    for media_id in (keep, drop):
        seen(connect, media_id, HERE, THERE)
    give(connect, keep, at(HERE), "confirmed")
    give(connect, drop, at(THERE))
    merge(ada, keep, drop)
    assert labels(connect, keep) == {"dog": 1}


def test_in_a_copy_of_another_shape_the_finding_tells_the_place(ada, connect):
    keep = photo(connect, "whole.jpg", width=4000, height=2000)
    drop = photo(connect, "cut.jpg", width=300, height=300)
    moved = Box(0.3, 0.1, 0.4, 0.4)
    seen(connect, keep, moved, THERE)
    seen(connect, drop, HERE, THERE)
    give(connect, drop, at(HERE))
    merge(ada, keep, drop)
    assert labels(connect, keep) == {"dog": 1}
    with connect() as conn:
        (one,) = verdicts.of(conn, keep)
    assert one.left == pytest.approx(moved.left)


DAY, OTHER_DAY, CAMERA = datetime(1999, 8, 11, 12), datetime(2001, 1, 1), datetime(2020, 5, 5, 9)


def dated(connect, media_id):
    with connect() as conn:
        sql = "SELECT ARRAY[taken_at::text, dated_by] FROM media WHERE id = %(id)s"
        return tuple(value(conn, sql, id=media_id))


def test_a_date_that_somebody_set_goes_to_a_file_that_has_none(ada, connect):
    keep, drop = (photo(connect, f"{n}.jpg", taken_from="file date") for n in range(2))
    with connect() as conn:
        marks.date(conn, [drop], "bea", taken_at=DAY)
    before = everything(connect)
    deed = merge(ada, keep, drop)
    assert dated(connect, keep) == ("1999-08-11 12:00:00", "a member")
    undo(ada, deed)
    assert everything(connect) == before


def test_a_date_that_corrects_the_same_clock_goes_too(ada, connect):
    keep, drop = (photo(connect, f"{n}.jpg", taken_from="exif", taken_at=CAMERA) for n in range(2))
    with connect() as conn:
        marks.date(conn, [drop], "bea", taken_at=DAY)
    merge(ada, keep, drop)
    assert dated(connect, keep)[0] == "1999-08-11 12:00:00"


def test_a_date_that_was_shifted_goes_with_the_zone_of_its_clock(ada, connect):
    keep, drop = (
        photo(connect, f"{n}.jpg", taken_from="exif", taken_at=CAMERA, taken_offset=120) for n in (1, 2)
    )
    with connect() as conn:
        marks.date(conn, [drop], "bea", shift=3600.0)
    before = everything(connect)
    deed = merge(ada, keep, drop)
    with connect() as conn:
        held = value(
            conn, "SELECT ARRAY[taken_at::text, taken_offset::text] FROM media WHERE id = %(id)s", id=keep
        )
    assert held == ["2020-05-05 10:00:00", "120"]
    undo(ada, deed)
    assert everything(connect) == before


@pytest.mark.parametrize("by", [None, "bea"])
def test_the_kept_files_own_date_stays(ada, connect, by):
    """That of its camera, which the copy had lost, and that which somebody set."""
    keep = photo(connect, "1.jpg", taken_from="exif", taken_at=CAMERA)
    drop = photo(connect, "2.jpg", taken_from="file date", taken_at=OTHER_DAY)
    with connect() as conn:
        if by:
            marks.date(conn, [keep], by, taken_at=CAMERA)
        marks.date(conn, [drop], "bea", taken_at=DAY)
    merge(ada, keep, drop)
    assert dated(connect, keep) == ("2020-05-05 09:00:00", by)


def placed(connect, media_id):
    with connect() as conn:
        sql = "SELECT ARRAY[latitude, longitude] FROM media WHERE id = %(id)s"
        return tuple(value(conn, sql, id=media_id)), readings.given(conn, media_id).placed_by


@pytest.mark.parametrize("position", [(51.5, -0.1), None])
def test_a_place_that_somebody_corrected_is_corrected_in_the_kept_file(ada, connect, position):
    keep, drop = (photo(connect, f"{n}.jpg", latitude=42.7, longitude=9.4) for n in range(2))
    with connect() as conn:
        marks.place(conn, [drop], "bea", position)
    before = everything(connect)
    deed = merge(ada, keep, drop)
    assert placed(connect, keep) == (position or (None, None), "a member")
    undo(ada, deed)
    assert everything(connect) == before


def test_a_file_of_which_somebody_said_that_its_place_is_not_known_takes_none(ada, connect):
    keep, drop = (photo(connect, f"{n}.jpg", latitude=42.7, longitude=9.4) for n in range(2))
    with connect() as conn:
        marks.place(conn, [keep], "bea", None)
    merge(ada, keep, drop)
    assert placed(connect, keep) == ((None, None), "bea")


def test_a_cover_and_what_was_said_to_be_no_duplicate_go_with_it(ada, connect):
    keep, drop, third = alike(connect, {}, {}, {})
    with connect() as conn:
        album = albums.create(conn, "Corsica", by="ada").id
        run(conn, "INSERT INTO album_media VALUES (%(album)s, %(id)s, 1)", album=album, id=drop)
        run(conn, "UPDATE album SET cover_id = %(id)s", id=drop)
        duplicates.part(conn, [drop, third], "bea")
    before = everything(connect)
    deed = merge(ada, keep, drop)
    with connect() as conn:
        assert value(conn, "SELECT cover_id FROM album") == keep
        assert duplicates.pairs(conn) == []
    undo(ada, deed)
    assert everything(connect) == before


def test_the_preview_tells_what_goes_to_the_kept_file(ada, connect):
    small, _large = alike(connect, {"width": 40, "height": 30}, {"width": 400, "height": 300})
    say(connect, small, "rejected", label="dog", kind="object")
    with connect() as conn:
        marks.rate(conn, [small], "bea", 4)
        marks.date(conn, [small], "<b>bea</b>", taken_at=DAY)
    preview = ada.post("/duplicates/best").text
    assert "Goes to the kept one: 1 correction, 4 stars, date set by &lt;b&gt;bea&lt;/b&gt;" in preview
    assert "Corrections" in ada.get("/duplicates").text
