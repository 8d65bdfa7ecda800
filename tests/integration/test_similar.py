"""Pictures that look alike: by embedding and by hash, from one example and from several (P25, H20, A52)."""

import pytest

from shared.db import media, nearness, reach, similar, trash
from shared.db.connection import rows, run, value
from shared.db.media import count
from shared.db.orders import Cursor
from shared.db.search import Selection, Within
from shared.domain import PICTURE, SIMILAR, Finding
from tests.integration.faces import face, faces_of, shot
from tests.integration.web import analysed, browser, hashed, photo

SCENES = {"beach": 0, "cat": 1, "harbour": 2}


def seen(scene, away=0.0):
    """What a picture of a scene looks like; `away` of 1 is as far as another scene."""
    numbers = [0.0] * PICTURE
    numbers[SCENES[scene]], numbers[-1] = 1 - away, away
    length = sum(number * number for number in numbers) ** 0.5
    return tuple(number / length for number in numbers)


def showing(connect, scene, away=0.0, labels="", **columns):
    media_id = photo(connect, f"{scene}-{away}.jpg", labels, **columns)
    analysed(connect, media_id, "classify", [Finding(picture=seen(scene, away))])
    return media_id


def like(connect, *ids, limit=100, **asked):
    with connect() as conn:
        found = similar.like(conn, ids, Selection(**asked), limit=limit)
    return [one.media_id for one in found]


def test_the_nearest_come_first_and_what_is_far_does_not_come(connect):
    beach, near, nearer = (showing(connect, "beach", away) for away in (0, 0.3, 0.1))
    showing(connect, "cat")
    photo(connect, "not looked at.jpg")
    with connect() as conn:
        found = similar.like(conn, [beach])
    assert [one.media_id for one in found] == [nearer, near]
    assert found[0].distance == pytest.approx(0.11, abs=0.01)
    assert found[1].distance < SIMILAR


def test_of_several_examples_the_nearest_counts(connect):
    beach, cat = showing(connect, "beach"), showing(connect, "cat")
    sand, kitten = showing(connect, "beach", 0.2), showing(connect, "cat", 0.1)
    showing(connect, "harbour")
    assert like(connect, beach, cat) == [kitten, sand]
    assert like(connect, beach) == [sand]


def test_filters_the_trash_and_a_persons_part_hold_for_what_is_similar(connect):
    beach = showing(connect, "beach", path="ours/a.jpg")
    dog = showing(connect, "beach", 0.2, labels="dog", path="ours/b.jpg")
    theirs = showing(connect, "beach", 0.1, path="theirs/c.jpg")
    gone = showing(connect, "beach", 0.15, path="ours/d.jpg")
    with connect() as conn:
        trash.discard(conn, [gone], "ada")
    assert like(connect, beach) == [theirs, dog]
    assert like(connect, beach, objects=("dog",)) == [dog]
    assert like(connect, beach, within=Within("ours")) == [dog]
    with connect() as conn:  # an example that one may not see tells nothing
        ours = Selection(like=(theirs,), sort="like", within=Within("ours"))
        assert (media.page(conn, ours).items, count(conn, ours)) == ((), 0)


def test_what_another_model_described_is_not_compared(connect):
    beach, near = showing(connect, "beach"), showing(connect, "beach", 0.1)
    with connect() as conn:
        run(conn, "UPDATE analysis SET model = 'other' WHERE media_id = %(id)s", id=near)
    assert like(connect, beach) == []


def test_a_video_is_as_near_as_its_nearest_scene_and_says_its_second(connect):
    beach, film = showing(connect, "beach"), photo(connect, "film.mp4", kind="video", mime="video/mp4")
    scenes = [
        Finding(picture=seen("cat"), start=0.0),
        Finding(picture=seen("beach", 0.1), start=5.0),
        Finding(picture=seen("beach", 0.2), start=9.0),
    ]
    analysed(connect, film, "classify", scenes)
    with connect() as conn:
        found = similar.like(conn, [beach])
    assert [(one.media_id, one.start) for one in found] == [(film, 5.0)]
    assert like(connect, film) == [beach]


def test_hashes_find_what_has_light_and_dark_at_the_same_places(connect):
    one, two, _ = (hashed(connect, bits) for bits in (0, 2**60 - 1, 2**200 - 1))
    with connect() as conn:
        found = similar.like(conn, [one], by="hash")
    assert [(near.media_id, near.distance) for near in found] == [(two, 60)]


def test_pages_of_a_search_like_examples_follow_each_other_in_its_order(connect):
    beach = showing(connect, "beach")
    near = [showing(connect, "beach", away / 20) for away in (5, 2, 4, 1, 3)]
    order = [near[3], near[1], near[4], near[2], near[0]]
    asked = Selection(like=(beach,), sort="like")
    with connect() as conn:
        first = media.page(conn, asked, limit=2)
        place, key = first.next.rsplit("_", 1)
        _, media_id = place.split("_")
        after = Cursor(first.items[-1].taken_at, int(media_id), key)
        second = media.page(conn, asked, after, limit=2)
        back = media.page(
            conn, asked, before=Cursor(second.items[0].taken_at, second.items[0].id, "3"), limit=2
        )
        beside = media.neighbours(conn, asked, near[4])
    assert [tile.id for page in (first, second) for tile in page.items] == order[:4]
    assert [tile.id for tile in back.items] == order[:2]
    assert (beside.newer, beside.older) == (near[1], near[2])
    assert list(first.distances) == sorted(first.distances)
    with connect() as conn:
        assert count(conn, asked) == 5
        by_date = media.page(conn, Selection(like=(beach,)))
    assert {tile.id for tile in by_date.items} == set(near)


def test_the_api_tells_similar_files_with_their_distances(ada, connect):
    beach, near = showing(connect, "beach"), showing(connect, "beach", 0.1)
    told = ada.get(f"/api/similar?like={beach}").json["files"]
    assert [(one["id"], one["start"], round(one["distance"], 2)) for one in told] == [(near, None, 0.11)]
    assert ada.get(f"/api/similar?like={beach}&distance=0.1").json["files"] == []
    assert ada.get(f"/api/similar?like={beach}&by=hash").json["files"] == []
    assert ada.get("/api/similar?like=999").json["files"] == []
    assert ada.get(f"/api/similar?like={beach}&by=smell").status_code == 400
    page = ada.get(f"/api/media?like={beach}&sort=like").json
    assert ([one["id"] for one in page["items"]], len(page["distances"])) == ([near], 1)


def test_the_viewer_shows_similar_pictures_and_leads_to_all_of_them(ada, connect):
    beach, near = showing(connect, "beach"), showing(connect, "beach", 0.1)
    assert f"/media/{beach}/similar" in ada.get(f"/media/{beach}").text
    row = ada.get(f"/media/{beach}/similar").text
    assert f"/media/{near}?like={beach}" in row
    assert "0.11" in row
    page = ada.get(f"/search?like={beach}&sort=like").text
    assert "distance 0.11" in page
    assert "like beach-0.0.jpg" in page
    assert "Most alike first" in page
    assert "Pictures that look like this one" in page
    assert ada.get(f"/media/{photo(connect, 'new.jpg')}/similar").text.strip() == ""


def test_a_restricted_person_is_told_of_nothing_outside(app, connect):
    bea = browser(app, connect, "viewer")
    ours = showing(connect, "beach", path="ours/a.jpg")
    theirs = showing(connect, "beach", 0.1, path="theirs/b.jpg")
    other = showing(connect, "beach", 0.2, path="ours/c.jpg")
    with connect() as conn:
        person = value(conn, "SELECT id FROM account WHERE name = 'a viewer'")
        reach.restrict(conn, str(person), "ours", "")
    assert [one["id"] for one in bea.get(f"/api/similar?like={ours}").json["files"]] == [other]
    assert bea.get(f"/api/similar?like={theirs}").json["files"] == []
    assert bea.get(f"/media/{theirs}/similar").status_code == 404
    assert f"/media/{theirs}" not in bea.get(f"/search?like={ours}&sort=like").text


FILL = """
    INSERT INTO batch (source, via) VALUES ('inbox', 'inbox');
    INSERT INTO media (sha512, size, path, name, kind, mime, taken_at, taken_from, model, source, batch_id)
    SELECT sha512(n::text::bytea), 1, n % 2 || '/' || n || '.jpg', n || '.jpg', 'image', 'image/jpeg',
           '2010-01-01'::timestamp + n * interval '2 hours', 'exif', 'Model ' || n % 10, 'inbox', 1
      FROM generate_series(1, 1500) AS n;
    INSERT INTO analyzer (name, version, accepts, engine, model) VALUES ('classify', 1, '{image}', '', 'm');
    INSERT INTO analysis (media_id, analyzer, version, state, model, done_at)
    SELECT id, 'classify', 1, 'done', 'm', now() FROM media;
    INSERT INTO finding (analysis_id, media_id) SELECT id, media_id FROM analysis;
    INSERT INTO picture (finding_id, media_id, embedding)
    SELECT finding.id, media_id, l2_normalize((SELECT array_agg(random() + 0 * n * finding.id)
                                                 FROM generate_series(1, 640) AS n)::vector::halfvec(640))
      FROM finding;
    ANALYZE
"""


ASKED = [Selection(), Selection(cameras=("Model 3",)), Selection(within=Within("1"))]


def test_similar_pictures_are_found_along_the_index_of_embeddings(connect, monkeypatch):
    plans = []

    def explained(conn, row, sql, **given):
        if "like_limit" in given:
            with conn.cursor() as cursor:
                cursor.execute("EXPLAIN " + sql, given)
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
        return rows(conn, row, sql, **given)

    with connect() as conn, conn.cursor() as cursor:
        cursor.execute(FILL)
    monkeypatch.setattr(nearness, "rows", explained)
    for asked in ASKED:
        with connect() as conn:
            example = value(conn, "SELECT id FROM media WHERE model = 'Model 3' AND path ~ '^1' LIMIT 1")
            found = similar.like(conn, [example], asked, within=2, limit=20)
        assert "Index Scan using picture_embedding" in plans[-1], plans[-1]
        assert len({one.media_id for one in found}) == 20
    assert len(plans) == len(ASKED)


def test_counts_months_albums_and_downloads_keep_to_what_is_similar(ada, connect):
    beach, near = showing(connect, "beach"), showing(connect, "beach", 0.1, labels="dog")
    showing(connect, "cat", labels="dog")
    asked = f"like={beach}"
    facets = ada.get(f"/api/facets?{asked}").json
    assert facets["total"] == 1
    assert [(one["value"], one["count"]) for one in facets["facets"]["objects"]] == [("dog", 1)]
    assert [month["count"] for month in ada.get(f"/api/months?{asked}").json["months"]] == [1]
    for page in ("/filters", "/map", "/statistics", "/search"):
        assert ada.get(f"{page}?{asked}&sort=like").status_code == 200, page
    album = {"name": "Beaches", "query": f"{asked}&sort=like"}
    made = ada.post("/api/albums", json=album)
    assert made.status_code == 201, made.text
    listed = ada.get(f"/api/media?album={made.json['id']}").json["items"]
    assert [one["id"] for one in listed] == [near]
    marked = ada.post("/api/selection/favourite", json={"query": asked, "on": True})
    assert (marked.status_code, marked.json["changed"]) == (200, 1)


def test_a_question_may_be_ordered_by_likeness(ada, connect):
    beach, far, near = (showing(connect, "beach", away) for away in (0, 0.3, 0.1))
    showing(connect, "cat")
    for order, wanted in (
        ("similar", [beach, near, far]),
        ("similar desc", [beach, near, far]),
        ("similar asc", [far, near, beach]),
        ("alike", [beach, near, far]),
        ("alike asc", [far, near, beach]),
    ):
        cursor, found = "", []
        while cursor is not None:
            query = {"q": f"similar:{beach} order by {order}", "limit": 1, "cursor": cursor}
            page = ada.get("/api/media", query_string=query).json
            found += [item["id"] for item in page["items"]]
            cursor = page["next"]
        assert found == wanted, order


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("beach order by similar", "needs similar:NUMBER in"),
        ("beach order by alike", "needs similar:NUMBER or alike:NUMBER or face:NUMBER in"),
        ("(beach or similar:7) order by alike desc", "outside of parentheses"),
        ("similar != 7 order by alike", "needs similar"),
    ],
)
def test_an_order_by_likeness_without_an_example_is_told(ada, question, said):
    missing = ada.get("/api/media", query_string={"q": question})
    meant, _, order = question.partition(" order")
    told = missing.json
    assert (missing.status_code, told["position"]) == (400, len(meant) + 1)
    assert (told["length"], told["suggestion"]) == (len(f"order{order}"), meant)
    assert said in told["detail"]


def test_a_question_may_be_ordered_by_how_much_is_known_of_both(ada, connect):
    """The same labels and tags first; the file itself is most like it."""
    example = photo(connect, labels="beach sea boat sun")
    near = photo(connect, labels="beach sea boat sun gull")
    far = photo(connect, labels="beach sea boat")
    photo(connect, labels="cat")
    for way, wanted in (("", [example, near, far]), (" asc", [far, near, example])):
        for limit in (1, 9):
            question = f"alike:{example} order by alike{way}"
            page = ada.get("/api/media", query_string={"q": question, "limit": limit}).json
            assert [item["id"] for item in page["items"]] == wanted[:limit], question
    best = ada.get("/api/media", query_string={"q": f"alike:{example} order by alike limit:2"}).json
    assert [item["id"] for item in best["items"]] == [example, near]
    assert ada.get("/search", query_string={"q": f"alike:{example} order by alike"}).status_code == 200


def test_a_question_may_be_ordered_by_the_likeness_of_a_face(ada, connect):
    anna, far, near = (shot(connect, f"{apart}.jpg", face("anna", apart=apart)) for apart in (0.3, 0.9, 0.4))
    shot(connect, "other.jpg", face("ben"))
    (finding,) = faces_of(connect, anna)
    for way, wanted in (("", [anna, near, far]), ("asc", [far, near, anna])):
        for by in ("face", "alike"):
            answer = ada.get("/api/media", query_string={"q": f"face:{finding} order by {by} {way}".strip()})
            assert [item["id"] for item in answer.json["items"]] == wanted, (by, way)
