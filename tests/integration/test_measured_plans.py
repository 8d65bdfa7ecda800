"""In the library that `make bench` measures, what is asked for is read along the indexes meant for it."""

import io
import re
from contextlib import closing
from functools import partial

import numpy as np
import psycopg2
import pytest

from bench import faces, known, rows, search
from shared.db import cells, media, progress, recognition, resemblance, texts
from shared.db.census import Held
from shared.db.connection import run, value
from shared.db.facets import facets, held
from shared.db.openings import opening
from shared.db.selection import Selection
from tests.integration.explained import noted, plans

FILES = 50_000


@pytest.fixture(scope="module")
def library(shared_database):
    """The rows of the benchmark, vacuumed as a library at rest is."""
    with closing(psycopg2.connect(shared_database)) as large:
        rows.fill(large, FILES, b"webp")
        large.commit()
        large.autocommit = True
        run(large, "VACUUM ANALYZE")
        large.autocommit = False
        yield large


def test_a_label_in_a_large_folder_is_counted_without_a_look_at_the_files(library):
    selection = Selection(folders=("archive",), objects=("person",))
    plan = plans(library, lambda: cells.newest(library, selection))
    assert re.search("Index Only Scan using media_outermost", plan), plan
    assert re.search("Index Only Scan using media_label", plan), plan
    assert not re.search(
        r"(Sort |Seq Scan on media\b|Heap Scan|media_pkey)", plan.partition("InitPlan")[0]
    ), plan


def test_a_page_of_a_large_folder_is_not_sorted(library):
    """Its files come in order, so that a hundred of 20,000 are read."""
    selection = Selection(folders=("archive",))
    plan = plans(library, lambda: media.page(library, selection))
    assert "media_outermost" in plan, plan
    assert "Sort" not in plan, plan


def test_most_of_a_label_in_a_large_folder_are_met_in_order(library):
    """Two files in five lie in it, so that a hundred are soon met; its 20,000 are not looked up."""
    selection = search.selection({"q": "order by count(person)", "folder": "archive"}, 0)
    plan = plans(library, lambda: media.page(library, selection), "counted")
    assert "Backward using media_label_several" in plan, plan
    assert "media_outermost" not in plan, plan


def test_a_first_page_and_its_count_come_from_one_walk(library):
    selection = search.selection({"q": "lighthouse", "object": "person"}, 0)
    with noted(library, "ORDER BY driver.taken_at") as walks:
        opening(library, selection, 100)
    assert len(walks) == 1
    with noted(library, "walked") as walks:
        opening(library, Selection(objects=("cat",)), 100)
    assert not walks, "the cells know how many files show a cat"


def test_how_many_files_there_are_is_told_without_a_look_at_them(library):
    selection = Selection(folders=("archive",))
    plan = plans(library, lambda: held(library, selection))
    assert "Index Only Scan using media_outermost" in plan, plan
    assert "media_pkey" not in plan, plan
    assert (held(library, selection).files, held(library, selection).exact) == (cells.MOST, False)


def test_how_much_is_done_is_told_without_a_look_at_the_ledger(library):
    """Before dispatch has counted it once, and for those who ask meanwhile."""
    plan = plans(library, lambda: progress.analyzers(library))
    assert "Index Only Scan using analysis_done" in plan, plan
    assert not re.search("(analysis_media_id|Seq Scan on analysis)", plan), plan
    done = {one.name: one.done for one in progress.analyzers(library)}
    placed = value(library, "SELECT count(*) FROM media WHERE latitude IS NOT NULL")
    assert done == {"detect": FILES, "faces": FILES, "place": placed, "speech": FILES // 20}


INDEXES = {
    "newest": "media_newest",
    "a label": "media_label_newest",
    "two labels and a year": "media_label_newest",
    "three or more": "media_label_newest",
    "none of a label": "media_newest",
    "a rare label": "media_label_newest",
    "a camera and a kind": "cell",  # the cells know that this camera takes no films
    "a label in a folder": "media_outermost",
    "a tag": "media_tag_taken|media_(newest|pkey)",
    "an area": "media_(latitude|newest)",
    "a place": "media_place_country",
    "a place and a label": "media_place_country",
    "odd dates and a label": "media_label_newest",
    "a word": "media_text_document",
    "a frequent word": "media_newest",
    "the beginning of a word": "media_text_document",
    "two words": "media_(text_document|newest)",
    "a phrase": "media_text_document",
    "a word and not another": "media_text_document",
    "a word and a label": "media_text_document",
    "a word that is nowhere": "media_text_document",
    "and, or, not": "media_(newest|label_pkey)",
    "a range": "media_label_newest",
    "a comparison": "cell",  # and that no film has four stars
    "count": "media_label_newest",
    "exists": "media_label_newest",
    "near": "media_latitude",
    "a date": "media_label_newest",
    "at most so many": "media_label_newest",
    "said": "finding_said",
}


WHOLE = {"exists"}  # to count 5,000 of 8,000 files it is cheaper to read all 50,000


@pytest.mark.parametrize("name", INDEXES)
def test_what_is_searched_for_is_read_along_its_index(library, name):
    """A page and its count, of each search that the benchmark measures."""
    selection = search.selection((search.FILTERS | search.TEXTS | search.QUESTIONS)[name], 5)
    for look in (media.page, held):
        plan = plans(library, partial(look, library, selection))
        if look is media.page or name not in WHOLE:
            assert not re.search(r"Seq Scan on (media|media_label|media_text|finding)\b", plan), plan
        if look is media.page:
            assert re.search(rf"(using|on) {INDEXES[name]}\b", plan), plan
            assert "Hash" not in plan.rpartition("\n\n")[2], plan


@pytest.mark.parametrize(
    ("given", "walk"),
    [
        ({"q": "exists(gps) and object:cat"}, "media_label driver"),  # of a third of the files, and of two
        ({"camera": "Model 4", "kind": "video"}, "media_(kind|model)"),
    ],
)
def test_what_never_meets_is_found_by_the_cells(library, given, walk):
    selection = search.selection(given, 0)
    for look in (media.page, held, facets):
        plan = plans(library, partial(look, library, selection))
        assert not re.search(walk, plan), plan
    assert held(library, selection) == Held(0, exact=True)


@pytest.mark.parametrize(("word", "gathered"), [("cat", False), ("lighthouse", True), ("zeppelin", True)])
def test_a_sample_tells_a_frequent_word_in_a_small_library_too(library, word, gathered):
    plan = plans(library, lambda: texts.matching(library, f"'{word}'"))
    assert ("media_text_document" in plan) == gathered, plan


def test_every_measured_search_has_its_index_named():
    assert {*INDEXES} == {*search.FILTERS, *search.TEXTS, *search.QUESTIONS}


def described(library, count=5000):
    """So many faces, each with its vector."""
    with library.cursor() as cursor:
        cursor.execute("SELECT id, media_id FROM finding WHERE label = 'face' ORDER BY id LIMIT %s", (count,))
        found = np.array(cursor.fetchall())
        vectors = faces.embeddings(count, people=faces.people(count), seed=0)
        cursor.copy_expert(faces.COPY, io.BytesIO(faces.copied(found, vectors)))
    return [int(finding_id) for finding_id in found[:, 0]]


def test_faces_like_one_are_read_along_the_index_of_their_vectors(library):
    ids = described(library)
    plan = plans(library, lambda: resemblance.similar(library, ids[7], Selection(), within=9.0))
    library.rollback()
    assert "Index Scan using face_embedding on face" in plan, plan


def test_a_new_face_is_recognised_without_a_look_at_all_others(library):
    ids = described(library)
    run(library, "DELETE FROM face_due")
    known.note(library, len(ids))
    run(library, "ANALYZE face, belonging, person, media_person")
    whose = value(library, "DELETE FROM belonging WHERE finding_id = %(id)s RETURNING person_id", id=ids[7])
    found = []
    plan = plans(library, lambda: found.append(recognition.recognise(library, ids[7])))
    kept = value(library, "SELECT person_id FROM belonging WHERE finding_id = %(id)s", id=ids[7])
    library.rollback()
    assert (found[0].person_id, kept) == (whose, whose)
    assert "Index Scan using face_embedding on face" in plan, plan
    assert not re.search(r"Seq Scan on (face|finding|analysis|media)\b", plan), plan
