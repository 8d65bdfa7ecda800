"""Files that are described alike: what shares more than 55 % of its labels and tags with an example (P25)."""

import pytest

from shared.db import described, media, similar, trash
from shared.db.connection import run
from shared.db.search import Selection, Within
from shared.explaining import explained
from shared.query.parser import parse
from tests.integration.explained import plans
from tests.integration.web import photo


def shown(connect, labels, tags="", **columns):
    media_id = photo(connect, f"{labels}.jpg", labels, **columns)
    with connect() as conn:
        for tag in tags.split():
            run(conn, "INSERT INTO media_tag (media_id, name, by_name) VALUES (%(id)s, %(tag)s, 'ada')",
                id=media_id, tag=tag)  # fmt: skip
    return media_id


@pytest.fixture
def room(connect):
    """Files by how much they share with `cat sofa lamp, home`: 100, 80, 75, 60, 50 and 40 %, and nothing."""
    return {
        "all": shown(connect, "cat sofa lamp", "home"),
        "more": shown(connect, "cat sofa lamp dog", "home"),
        "fewer": shown(connect, "cat sofa", "home"),
        "both": shown(connect, "cat sofa dog", "home"),
        "half": shown(connect, "cat sofa lamp dog plant car"),
        "two": shown(connect, "cat dog", "home"),
        "none": shown(connect, "boat"),
        "blank": shown(connect, ""),
    }


def like(connect, *ids, **asked):
    with connect() as conn:
        found = similar.like(conn, ids, Selection(**asked), by="description")
    return [(one.media_id, round(1 - one.distance, 2)) for one in found]


def test_what_shares_more_than_55_percent_is_alike_and_nothing_else(connect, room):
    example = shown(connect, "cat sofa lamp", "home")
    names = {media_id: name for name, media_id in room.items()}
    found = [(names[media_id], share) for media_id, share in like(connect, example)]
    assert found == [("all", 1.0), ("more", 0.8), ("fewer", 0.75), ("both", 0.6)]


def test_of_several_examples_the_nearest_counts_and_none_is_part_of_the_answer(connect, room):
    boat = shown(connect, "boat")
    found = dict(like(connect, room["all"], boat))
    assert found[room["none"]] == 1.0
    assert not {room["all"], boat} & set(found)
    assert like(connect, room["blank"]) == []


def test_filters_the_trash_and_a_persons_part_hold(connect, room):
    example = room["all"]
    assert like(connect, example, objects=("dog",)) == [(room["more"], 0.8), (room["both"], 0.6)]
    with connect() as conn:
        trash.discard(conn, [room["more"]], "ada")
        run(conn, "UPDATE media SET path = 'ours/x.jpg' WHERE id = %(id)s", id=room["fewer"])
    assert like(connect, example, objects=("dog",)) == [(room["both"], 0.6)]
    assert like(connect, example, within=Within("ours")) == []  # the example is hidden
    with connect() as conn:
        run(conn, "UPDATE media SET path = 'ours/y.jpg' WHERE id = %(id)s", id=example)
    assert like(connect, example, within=Within("ours")) == [(room["fewer"], 0.75)]


def test_an_orange_is_not_the_colour_orange(connect):
    example = shown(connect, "orange bowl")
    paint = shown(connect, "bowl")
    with connect() as conn:
        sql = """INSERT INTO media_label (media_id, label, kind, n, score, taken_at)
                 SELECT id, 'orange', 'colour', 1, 1, taken_at FROM media WHERE id = %(id)s"""
        run(conn, sql, id=paint)
    assert like(connect, example) == []


def test_the_language_the_api_and_the_page_know_it(ada, connect, room):
    wanted = [room[name] for name in ("more", "fewer", "both")]
    answer = ada.get(f"/api/similar?like={room['all']}&by=description").json["files"]
    assert [one["id"] for one in answer] == wanted
    question = ada.get("/api/media", query_string={"q": f"alike:{room['all']}"}).json["items"]
    assert {one["id"] for one in question} == {room["all"], *wanted}
    address = f"like={room['all']}&by=description&sort=like"
    assert [one["id"] for one in ada.get(f"/api/media?{address}").json["items"]] == wanted
    page = ada.get(f"/search?{address}").text
    assert "What shows much the same as this one" in page
    assert "shares cat, home, sofa" in page
    assert "by=description" not in page.split("By their looks instead")[0].rsplit("<a", 1)[1]
    assert "like cat sofa lamp.jpg" in page
    beside = ada.get(f"/media/{room['all']}/similar").text
    assert "All that show much the same" in beside
    assert "All that look like this" not in beside
    assert ada.get(f"/media/{room['none']}/similar").text.strip() == ""


def test_why_says_what_both_have(connect, room):
    with connect() as conn:
        asked = Selection(query=parse(f"alike:{room['all']}").condition)
        [reason] = explained(conn, room["both"], asked)
    assert (reason.trace.where, reason.trace.text) == ("alike", "cat, home, sofa")


def test_the_rarest_words_lead_to_few_candidates(connect):
    """Of 20,000 files with a frequent label no more than the newest are looked at."""
    with connect() as conn:
        run(conn, """
            INSERT INTO batch (source, via) VALUES ('inbox', 'inbox');
            INSERT INTO media (sha512, size, path, name, kind, mime, taken_at, taken_from, source, batch_id)
            SELECT sha512(n::text::bytea), 1, n || '.jpg', n || '.jpg', 'image', 'image/jpeg',
                   '2010-01-01'::timestamp + n * interval '1 hour', 'exif', 'inbox', 1
              FROM generate_series(1, 20000) AS n;
            INSERT INTO media_label (media_id, label, n, score, taken_at)
            SELECT id, label, 1, 0.9, taken_at FROM media
             CROSS JOIN (VALUES ('person', 1), ('tie', 2), ('heron', 500)) AS shown (label, every)
             WHERE id %% every = 0;
            ANALYZE""")  # fmt: skip
        asked = Selection(like=(20_000,), like_by="description", sort="like")
        plan = plans(conn, lambda: media.page(conn, asked))
        assert "media_label_newest" in plan
        assert "Seq Scan on media_label" not in plan
        found = media.page(conn, asked, limit=500).items
        assert {tile.id for tile in found} >= {500 * n for n in range(1, 40)}  # tie, heron, person
        assert described.words_of(conn, 20_000)[0].name == "heron"
