"""Every filter and every order of a large library is read along an index, and counted without reading it."""

import re
from datetime import date, datetime

import pytest

from shared.areas import area
from shared.db import album_covers, album_pages, cells, folders, media
from shared.db.census import counted
from shared.db.connection import connector, run
from shared.db.facets import facets
from shared.db.orders import Cursor
from shared.db.selection import Selection, Within
from tests.integration.explained import noted, plans
from tests.integration.test_search_plans import FILES_OR_TEXTS, fastest

FILES = 50_000
FILL = """
    INSERT INTO batch (source, via) SELECT 'inbox', 'inbox' FROM generate_series(1, 2);
    INSERT INTO media (sha512, size, path, name, kind, mime, taken_at, taken_from, model, lens, source,
                       batch_id, latitude, longitude, favourite, rating)
    SELECT sha512(n::text::bytea), n, n %% 50 || '/' || n %% 7 || '/' || n || '.jpg', 'IMG_' || n || '.jpg',
           CASE WHEN n %% 100 = 0 THEN 'video' ELSE 'image' END, 'image/jpeg',
           '2010-01-01'::timestamp + n * interval '2 hours',
           CASE WHEN n %% 90 = 0 THEN 'file date' ELSE 'exif' END,
           'Model ' || n %% 10, CASE WHEN n %% 200 = 0 THEN 'Macro' END, 'inbox', n / 49500 + 1,
           CASE WHEN n %% 80 <> 0 THEN n %% 160 - 80 END, CASE WHEN n %% 80 <> 0 THEN n %% 340 - 170 END,
           n %% 97 = 0, CASE WHEN n %% 99 = 0 THEN n / 99 %% 5 + 1 END
      FROM generate_series(1, %(files)s) AS n;
    INSERT INTO media_label (media_id, label, n, score, taken_at)
    SELECT id, label, id %% 4 + 1, 0.9, taken_at FROM media
     CROSS JOIN (VALUES ('cat', 3), ('face', 2), ('heron', 557)) AS shown (label, every)
     WHERE id %% every = 0;
    INSERT INTO media_tag (media_id, name, by_name) SELECT id, 'trip', 'ada' FROM media WHERE id %% 500 = 0;
    INSERT INTO media_tag (media_id, name, by_name) SELECT id, 'holiday', 'ada' FROM media WHERE id %% 9 = 0;
    INSERT INTO comment (media_id, text, by_name) SELECT id, 'nice', 'ada' FROM media WHERE id %% 1000 = 0;
    INSERT INTO album (name, made_by) VALUES ('Trip', 'ada');
    INSERT INTO album_media (album_id, media_id, position) SELECT 1, id, id FROM media WHERE id %% 9 = 0;
    SELECT fold_cells(10000000)
"""
PAGES = {
    "lens": (Selection(lenses=("Macro",)), "media_lens"),
    "kind": (Selection(kinds=("video",)), "media_kind"),
    "batch": (Selection(batches=(2,)), "media_batch"),
    "no date": (Selection(undated=True), "media_undated"),
    "no place": (Selection(unplaced=True), "media_unplaced"),
    "favourites": (Selection(favourites=True), "media_favourite"),
    "rating": (Selection(rating=5), "media_(rating|newest)"),
    "a day of any year": (Selection(day=(3, 1)), "media_day"),
    "folder": (Selection(folders=("7",)), "media_(outermost|folder|newest)"),
    "folder in a folder": (Selection(folders=("7/3",)), "media_folder"),
    "object in a folder": (Selection(folders=("7",), objects=("cat",)), "media_folder"),
    "rare object in a folder": (
        Selection(folders=("7",), objects=("heron",)),
        "media_(label_newest|outermost)",
    ),
    "object, for who sees a folder": (Selection(objects=("cat",), within=Within("7")), "media_folder"),
    "album": (Selection(albums=(1,)), "album_media_taken"),
    "album, oldest": (Selection(albums=(1,), sort="oldest"), "album_media_taken"),
    "area": (Selection(areas=(area("40,-170,41,170"),)), "media_(latitude|newest)"),
    "tag": (Selection(tags=("trip",)), "media_tag_taken"),
    "frequent tag, oldest": (Selection(tags=("holiday",), sort="oldest"), "media_tag_taken"),
    "tag and a frequent object": (Selection(tags=("trip",), objects=("cat",)), "media_tag_taken"),
    "comments": (Selection(comments=("1",)), "comment_media|media_(pkey|newest)"),
    "at least three": (Selection(objects=("cat>=3",)), "media_label_newest"),
    "faces": (Selection(faces=(">=2", "<=3")), "media_label_newest"),
    "none of it": (Selection(objects=("cat=0",)), "media_newest"),
    "oldest": (Selection(sort="oldest"), "media_newest"),
    "added": (Selection(sort="added"), "media_pkey"),
    "name": (Selection(sort="name"), "media_named"),
    "size": (Selection(sort="size"), "media_sized"),
    "stars": (Selection(sort="rating"), "media_rated"),
    "folders": (Selection(sort="folder"), "media_foldered"),
    "pixels": (Selection(sort="pixels"), "media_pixels"),
    "length": (Selection(sort="duration"), "media_lasting"),
    "width": (Selection(sort="width"), "media_wide"),
    "height, turned": (Selection(sort="height-reversed"), "media_high"),
    "size, turned": (Selection(sort="size-reversed"), "media_sized"),
    "chance": (Selection(sort="random", seed="16-7"), "media_pkey"),
    "chance among the frequent": (Selection(sort="random", seed="16-7", objects=("cat",)), "media_pkey"),
    "chance among the rare": (
        Selection(sort="random", seed="16-7", objects=("heron",)),
        "media_(label_newest|pkey)",
    ),
    "size of a label": (Selection(sort="size", objects=("cat",)), "media_(sized|label_newest)"),
}
COUNTED = {
    "everything": Selection(),
    "camera and kind": Selection(cameras=("Model 3",), kinds=("image",)),
    "object of a year": Selection(objects=("cat",), since=date(2012, 1, 1), until=date(2012, 12, 31)),
    "tag": Selection(tags=("trip",)),
}


@pytest.fixture(scope="module")
def library(shared_database):
    """50,000 files, a few of which have each of the rarer things."""
    with connector(shared_database)() as large:
        run(large, FILL, files=FILES)
        run(large, "ANALYZE")
        yield large
    large.close()


def explained(conn, selection, after):
    with noted(conn, FILES_OR_TEXTS) as plans:
        page = media.page(conn, selection, after, 100)
    return "\n".join(plans), page


@pytest.mark.parametrize("name", PAGES)
def test_every_filter_and_order_is_read_along_an_index(library, name):
    selection, index = PAGES[name]
    keys = {"name": "img_20000.jpg", "size": "20000", "rating": "0", "folder": "33/4", "pixels": "0",
            "random": "20000",
            "duration": "1", "width": "1", "height-reversed": "0", "size-reversed": "20000"}  # fmt: skip
    later = Cursor(datetime(2019, 1, 1), 39_420, keys.get(selection.sort))
    for after in (None, later):
        plan, page = explained(library, selection, after)
        assert re.search(rf"(using|on) ({index})", plan), plan
        assert not re.search(r"Seq Scan on media\b", plan), plan
        assert page.items or after


def test_a_page_of_an_album_is_read_along_its_index(library):
    plan = plans(library, lambda: album_pages.page(library, album_pages.Shelf(1, "newest")), r"media\.name")
    assert "album_media_taken" in plan
    assert "Seq Scan" not in plan


def test_the_span_of_an_album_is_read_at_its_ends(library):
    plan = plans(library, lambda: album_covers.spans(library, [1]))
    assert len(re.findall(r"using album_media_taken", plan)) == 2, plan


def test_folders_are_found_and_counted_along_the_index_of_paths(library, monkeypatch):
    plans = []
    with library.cursor() as cursor:
        monkeypatch.setattr(folders, "rows", lambda _, __, sql, **given: plans.append((sql, given)))
        folders.below(library, "", Within("7"))
        [(sql, given)] = plans
        cursor.execute("EXPLAIN " + sql, given)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert len(re.findall(r"(using|on) media_folder", plan)) >= 3, plan
    assert "Seq Scan" not in plan
    assert (given["begin"], given["end"]) == ("7/", "70")


@pytest.mark.parametrize("name", COUNTED)
def test_what_the_cells_know_is_counted_without_reading_files(library, name):
    assert cells.tallied(COUNTED[name])
    with noted(library, "cell") as plans:
        found = counted(library, COUNTED[name])
    assert found.files == media.count(library, COUNTED[name]) > 0
    assert found.exact
    assert plans
    assert not any(re.search(r" on media\b", plan) for plan in plans)


def test_the_panel_counts_within_a_quarter_of_a_second(library):
    for selection in (Selection(), Selection(objects=("cat",)), Selection(objects=("cat>=2",), rating=1)):
        assert fastest(facets, library, selection) < 0.25
