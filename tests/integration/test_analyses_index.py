"""What search and facets know of a file follows what its analyses found."""

from dataclasses import dataclass

import pytest

from shared.db import analyses, changeovers, following, index, leases, media
from shared.db.connection import Connect, rows, value
from shared.db.facets import facets, marked
from shared.db.selection import Selection
from shared.domain import Box, Finding, Job
from tests.integration.declared import Declared
from tests.integration.files import file


@dataclass(frozen=True)
class Label:
    label: str
    n: int
    score: float


BOX = Box(0.1, 0.1, 0.2, 0.2)


def analyse(connect: Connect, media_id: int, found: list[Finding], name: str = "detect", version: int = 1):
    with connect() as conn:
        analyses.register(conn, Declared(name, version))
        lease = leases.claim(conn, Job(media_id, name, version), worker="w", seconds=60, attempts=5)
        leases.finish(conn, lease, found)


def labels(connect: Connect, media_id: int) -> list[Label]:
    with connect() as conn:
        sql = "SELECT label, n, score FROM media_label WHERE media_id = %(id)s ORDER BY label"
        return rows(conn, Label, sql, id=media_id)


def found(connect: Connect, query: str) -> int:
    with connect() as conn:
        sql = "SELECT count(*) FROM media_text WHERE document @@ websearch_to_tsquery('simple', %(query)s)"
        return value(conn, sql, query=query)


def test_a_photo_counts_its_boxes_and_keeps_the_best_score(connect):
    photo = file(connect)
    cats = [
        Finding("cat", score=0.5, box=BOX),
        Finding("cat", score=0.75, box=BOX),
        Finding("dog", score=0.25),
    ]
    analyse(connect, photo, cats)
    assert labels(connect, photo) == [Label("cat", 2, 0.75), Label("dog", 1, 0.25)]


def test_a_video_counts_the_most_at_once_in_one_frame(connect):
    video = file(connect, "a.mp4", "video")
    frames = [(0.0, 1), (5.0, 3), (10.0, 2)]
    analyse(
        connect, video, [Finding("cat", score=0.5, start=s, box=BOX) for s, n in frames for _ in range(n)]
    )
    assert labels(connect, video) == [Label("cat", 3, 0.5)]


def test_nothing_found_leaves_no_label_and_no_finding_x12(connect):
    photo = file(connect)
    analyse(connect, photo, [])
    with connect() as conn:
        assert value(conn, "SELECT state FROM analysis WHERE media_id = %(id)s", id=photo) == "done"
        assert value(conn, "SELECT count(*) FROM finding") == 0
    assert labels(connect, photo) == []


def test_read_text_is_searched_and_is_no_facet(connect):
    photo = file(connect)
    analyse(connect, photo, [Finding(label="line", text="Café OUVERT www.example.com", score=1)], "ocr")
    assert labels(connect, photo) == []
    assert found(connect, "cafe ouvert") == found(connect, "example") == 1


@pytest.mark.parametrize("query", ["beach", "4711", "summer", "nikon", "z9"])
def test_name_folders_and_camera_are_searched_before_any_analysis(connect, query):
    photo = file(connect, "beach_4711.JPG", path="Summer/beach_4711.JPG", make="NIKON", model="Z9")
    with connect() as conn:
        index.refresh(conn, photo)
    assert found(connect, query) == 1


def test_the_new_version_takes_over_and_the_old_serves_until_then_a36(connect):
    photo = file(connect)
    analyse(connect, photo, [Finding("cat", score=0.5)])
    with connect() as conn:
        analyses.register(conn, Declared("detect", 2))
        index.refresh(conn, photo)
    assert labels(connect, photo) == [Label("cat", 1, 0.5)]
    analyse(connect, photo, [Finding("dog", score=0.5)], version=2)
    assert labels(connect, photo) == [Label("cat", 1, 0.5)]
    with connect() as conn:
        changeovers.switch(conn, "detect", by="ada")
        following.catch_up(conn)
    assert labels(connect, photo) == [Label("dog", 1, 0.5)]
    assert (found(connect, "dog"), found(connect, "cat")) == (1, 0)


def test_what_was_found_serves_while_it_is_redone(connect):
    photo = file(connect)
    analyse(connect, photo, [Finding("cat", score=0.5)])
    with connect() as conn:
        assert analyses.redo(conn, media_id=photo) == 1
        index.refresh(conn, photo)
    assert labels(connect, photo) == [Label("cat", 1, 0.5)]


def test_a_very_long_text_is_cut_and_not_refused(connect):
    photo = file(connect)
    many = [Finding(text=" ".join(f"w{place}x{n}" for n in range(400))) for place in range(200)]
    analyse(connect, photo, many, "ocr")
    assert found(connect, "w0x0") == 1


def kinds(connect: Connect, media_id: int) -> set[tuple[str, str, int]]:
    with connect() as conn:
        sql = "SELECT label, kind, n FROM media_label WHERE media_id = %(id)s"
        return {(one.label, one.kind, one.n) for one in rows(conn, Kind, sql, id=media_id)}


@dataclass(frozen=True)
class Kind:
    label: str
    kind: str
    n: int


def test_a_label_is_of_the_kind_of_its_analyzer(connect):
    photo = file(connect)
    analyse(connect, photo, [Finding("orange", box=BOX), Finding("orange", box=BOX)])
    analyse(connect, photo, [Finding("orange"), Finding("lemon")], "classify")
    analyse(connect, photo, [Finding("smiling")], "attributes")
    analyse(connect, photo, [Finding("orange")], "colour")
    held = {("orange", "object", 2), ("lemon", "class", 1), ("smiling", "look", 1), ("orange", "colour", 1)}
    assert kinds(connect, photo) == held


def test_what_is_seen_in_no_box_any_more_is_still_a_class_and_counted_once(connect):
    photo = file(connect)
    analyse(connect, photo, [Finding("orange", box=BOX)])
    analyse(connect, photo, [Finding("orange")], "classify")
    analyse(connect, photo, [], version=2)
    with connect() as conn:
        changeovers.switch(conn, "detect", by="ada")
        following.catch_up(conn)
    assert kinds(connect, photo) == {("orange", "class", 1)}
    with connect() as conn:
        assert [(one.value, one.files) for one in marked(conn, Selection())["object"]] == [("orange", 1)]


def test_colours_and_looks_are_no_objects(connect):
    fruit, sunset = file(connect), file(connect, taken_at="2020-01-01")
    analyse(connect, fruit, [Finding("orange", box=BOX)])
    analyse(connect, sunset, [Finding("orange")], "colour")
    with connect() as conn:
        found = facets(conn, Selection())
        assert [choice.count for choice in (*found.objects, *found.colours)] == [1, 1]
        ids = [
            [row.id for row in media.page(conn, one, limit=9).items]
            for one in (Selection(objects=("orange",)), Selection(colours=("orange",)),
                        Selection(objects=("orange=0",)), Selection(objects=("orange",), colours=("orange",)))
        ]  # fmt: skip
    assert ids == [[fruit], [sunset], [sunset], []]


def test_a_gown_is_found_as_clothing(connect):
    photo = file(connect)
    analyse(connect, photo, [Finding("gown", box=BOX), Finding("golden retriever", box=BOX)])
    assert [found(connect, word) for word in ("gown", "dress", "clothing", "animal", "dog", "cat")] == [
        1, 1, 1, 1, 1, 0,
    ]  # fmt: skip


def test_words_that_were_read_are_no_labels(connect):
    photo = file(connect)
    analyse(connect, photo, [Finding(text="gown", box=BOX)], "ocr")
    assert [found(connect, word) for word in ("gown", "clothing")] == [1, 0]
