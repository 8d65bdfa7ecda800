"""How values look on the pages, and why a search says that it found a file."""

from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from services.web.pages import facts, looks, shapes, times
from services.web.pages.library import by_month
from services.web.pages.query import Query
from services.web.pages.timeline import Drawing, timeline
from services.web.pages.why import line, quotation
from shared.db.details import File
from shared.db.facets import Choice
from shared.db.media import Tile
from shared.domain import MediaKind
from shared.traces import Reason, Trace

RATIOS = Path(looks.__file__).parents[1] / "static/css/ratios.css"


NOTHING = dict.fromkeys(field.name for field in fields(File))
KNOWN = {
    "name": "IMG_1.jpg",
    "path": "a/IMG_1.jpg",
    "source": "inbox",
    "sha512": "ab" * 64,
    "size": 1000,
    "kind": MediaKind.IMAGE,
    "mime": "image/jpeg",
    "taken_at": datetime(2024, 5, 6),
    "added_at": datetime(2024, 5, 7),
    "taken_from": "exif",
    "make": "Canon",
    "model": "Canon EOS 5D",
}
FILE = File(**NOTHING | KNOWN)


def tile(number: int = 1, name: str = "IMG_1.jpg", taken: datetime = datetime(2024, 5, 6)) -> Tile:
    return Tile(number, name, MediaKind.IMAGE, 3, 2, "#123456", taken, None, None, "abc", False)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(None, "0:00"), (9.9, "0:09"), (75, "1:15"), (3675.2, "1:01:15")]
)
def test_a_length_of_time_reads_like_on_a_player(seconds, shown):
    assert times.clock(seconds) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(0.2, "1 s"), (119, "2 min"), (7200, "2 h"), (None, "–")])
def test_the_time_left_is_told_in_a_word(seconds, shown):
    assert times.span(seconds) == shown


@pytest.mark.parametrize(
    ("count", "shown"), [(13, "13 bytes"), (18600, "18.6 kB"), (3_300_000, "3.3 MB"), (20 << 30, "21.5 GB")]
)
def test_a_size_has_the_unit_that_fits(count, shown):
    assert looks.size(count) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(0.004, "1/250 s"), (2.0, "2 s"), (0.5, "0.5 s")])
def test_an_exposure_reads_like_on_a_camera(seconds, shown):
    assert looks.exposure(seconds) == shown


def test_every_shape_has_a_class_within_two_percent_of_it():
    """The content policy allows no style attribute, so shapes are classes."""
    ratios = {
        line.split()[0][1:]: float(line.split()[3][:-1])
        for line in RATIOS.read_text().splitlines()
        if line.startswith(".")
    }
    for width in range(45, 280):
        assert ratios[shapes.shape(width, 100)] == pytest.approx(width / 100, rel=0.02)


@pytest.mark.parametrize("size", [(1, 10_000), (10_000, 1), (None, None), (0, 5)])
def test_a_shape_beyond_all_classes_has_one_nevertheless(size):
    assert shapes.shape(*size).removeprefix("ratio-") in {"0", "82", "37"}


def test_pictures_stand_under_their_months_in_their_order():
    tiles = [tile(1), tile(2), tile(3, taken=datetime(2024, 4, 30))]
    assert [(month, [t.id for t in group]) for month, group in by_month(tiles)] == [
        ("May 2024", [1, 2]),
        ("April 2024", [3]),
    ]


@pytest.mark.parametrize(
    ("mime", "shown"),
    [
        ("image/jpeg", "JPEG"),
        ("video/x-matroska", "Matroska"),
        ("text/plain", "Text"),
        ("image/svg+xml", "SVG"),
        ("application/octet-stream", "Unknown format"),
        ("text/x-unheard-of", "text/x-unheard-of"),
    ],
)
def test_formats_have_the_names_that_people_use(mime, shown):
    assert looks.format_name(mime) == shown


@pytest.mark.parametrize(
    ("traces", "shown"),
    [
        ([Trace("text", "CAT FOOD", 0.99), Trace("object", "cat", 0.94)], "cat 94%"),
        ([Trace("said", "a cat on the mat", 0.9, start=75.0)], "1:15 “a cat on the mat”"),
        ([Trace("text", "CAT FOOD", 0.9)], "“CAT FOOD”"),
        ([Trace("text", "CAT FOOD", 0.9, start=75.0)], "“CAT FOOD” at 1:15"),
        ([Trace("filename", "cat.jpg"), Trace("tag", "cat")], "cat"),
        ([Trace("date", "2021-07-08 09:10:11")], "Thu, 8 July 2021, 09:10"),
        ([Trace("iso", "800")], "ISO 800"),
        ([None], ""),
    ],
)
def test_the_best_trace_is_the_reason_and_is_told_as_what_it_is(traces, shown):
    assert line([Reason("cat", trace) for trace in traces], ["cat"]) == shown


def test_answers_to_two_parts_of_a_question_stand_in_the_line_and_the_same_one_once():
    dog, tag = Trace("object", "dog", 0.9), Trace("tag", "holiday")
    asked = [Reason("dog", dog), Reason("animal", dog, "animal"), Reason("holiday", tag), Reason("x", tag)]
    assert line(asked, []) == "dog 90% · holiday"


def test_a_long_text_is_quoted_around_the_word():
    text = "one two three four five six seven " * 5 + "heron in the reeds " + "eight nine ten " * 9
    assert quotation(text, ["heron"]).startswith("… six seven heron in the reeds")
    assert len(quotation(text, ["heron"])) < 70


def test_a_camera_that_repeats_its_maker_names_it_once():
    shown = {fact.name: fact.value for _, group in facts.of(FILE) for fact in group}
    assert shown["Camera"] == "Canon EOS 5D"


def test_every_group_of_details_says_where_it_comes_from():
    assert [origin for origin, _ in facts.of(FILE)] == ["EXIF", "the kept file"]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2024-08-01", "2024-08-01", ["Sep 2023", "Nov", "Jan 2024", "Mar", "May", "Jul"]),
        ("2022-03-01", "2024-09-01", ["2023", "2024"]),
        ("1990-01-01", "2024-01-01", ["1990", "1995", "2000", "2005", "2010", "2015", "2020"]),
    ],
)
def test_the_words_below_bars_have_room_beside_each_other(first, last, words):
    """A year stands where it begins, and seven words at most in a panel of 300 pixels."""
    app = Flask(__name__)
    app.add_url_rule("/", "pages.library")
    with app.test_request_context():
        drawn = timeline([Choice(first, 1), Choice(last, 2)], Query(()), Drawing(300, 64))
    assert [tick.name for tick in drawn.ticks] == words
    places = [tick.x for tick in drawn.ticks]
    assert places == sorted(places)
    assert max(places) < 95
