"""Moments of films (part 3, row 5; demand rows 15 and 16): seen, read and said within some seconds."""

import pytest

from shared.db import index, verdicts
from shared.db.connection import run, value
from shared.domain import Box, Finding
from tests.integration.web import analysed, photo

HERE = Box(0.1, 0.1, 0.4, 0.4)


def film(connect, seen=(), said=(), read=(), **columns):
    name = columns.pop("name", "a.mp4")
    media_id = photo(connect, name, kind="video", mime="video/mp4", duration=120.0, **columns)
    analysed(
        connect, media_id, "detect", [Finding(label, score=0.8, box=HERE, start=at) for at, label in seen]
    )
    analysed(connect, media_id, "speech", [Finding(text=text, start=a, end=b) for a, b, text in said])
    analysed(connect, media_id, "ocr", [Finding(text=text, box=HERE, start=at, end=at) for at, text in read])
    return media_id


def moments(ada, **asked):
    answer = ada.get("/api/moments", query_string=asked)
    assert answer.status_code == 200, answer.text
    return [
        (held["tile"]["id"], [moment["second"] for moment in held["moments"]])
        for held in answer.json["films"]
    ]


@pytest.fixture
def party(connect):
    return film(
        connect,
        seen=[(0, "dog"), (30, "dog"), (35, "dog"), (60, "cake")],
        said=[(31, 34, "Happy birthday, Ånna!"), (90, 92, "birthday again")],
        read=[(33, "HAPPY NEW YEAR 2026")],
    )


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ({"object": "dog"}, [0, 30]),
        ({"q": "dog"}, [0, 30]),
        ({"q": "animal"}, [0, 30]),
        ({"q": "birthday "}, [31, 90]),
        ({"q": 'dog said:"happy birthday"'}, [30]),
        ({"q": "said:anna object:dog text:2026"}, [30]),
        ({"q": "dog cake", "within": 5}, []),
        ({"q": "dog cake", "within": 25}, [35]),
        ({"q": "said:birthday text:birthday"}, []),
        ({"q": "dog -said:birthday"}, []),
        ({"q": "dog", "from": "2022-01-01"}, []),
        ({"q": "2026"}, [33]),
        ({"q": ""}, []),
        ({"q": '(dog said:"happy birthday") within 5s year:2021'}, [30]),
        ({"q": "(dog cake) within 25s", "within": 0}, [35]),
        ({"q": "(dog cake) within 5s", "within": 600}, []),
        ({"q": "cake or dog"}, [0, 30, 60]),
        ({"q": "object in (cake, dog)"}, [0, 30, 60]),
        ({"q": "zebra or cake"}, [60]),
        ({"q": "(dog cake) or text:2026"}, [33]),
        ({"q": "(dog or cake) said:birthday"}, [30]),
        ({"q": "(dog or cake) said:birthday", "within": 30}, [30, 60]),
        ({"q": "(dog said:happy) or (cake said:farewell)"}, [30]),
        ({"q": "(cake year:2020) or dog"}, [0, 30]),
        ({"q": "(cake year:2021) or dog"}, [0, 30, 60]),
        ({"q": "cake or year:2021"}, [60]),
        ({"q": "(zebra or year:2021) cake"}, [60]),
        ({"q": "(zebra or year:2020) cake"}, []),
        ({"q": "dog or -cake"}, [0, 30]),
        ({"q": "(cake -said:birthday) or text:2026"}, [33]),
        ({"q": "((dog cake) within 25s) or said:again"}, [35, 90]),
        ({"q": "((dog cake) within 5s) or said:again"}, [90]),
        ({"q": "((dog cake) within 25s year:2020) or said:again"}, [90]),
        ({"q": "(dog or cake) within 0s"}, [0, 30, 35, 60]),
        ({"q": "((zebra or cake) (dog or said:again)) within 29s"}, [35]),
        ({"q": "(dog -said:happy) within 5s"}, [0]),
        ({"q": "(dog -said:happy) within 0s"}, [0, 30, 35]),
        ({"q": "(said:birthday not dog) within 5s"}, [90]),
        ({"q": "(dog object!=cake) within 20s"}, [0, 30]),
        ({"q": "(dog object!=cake) within 30s"}, [0]),
        ({"q": "(dog -(said:happy text:2026)) within 5s"}, [0]),
        ({"q": "(dog -year:2021) within 5s"}, []),
        ({"q": "object:dog or count(cake) >= 2"}, [0, 30]),
    ],
)
def test_one_search_joins_what_is_seen_read_and_said_within_the_window(ada, party, asked, seconds):
    assert moments(ada, **asked) == ([(party, seconds)] if seconds else [])


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("(dog cake) within 25s", True),
        ("(dog cake) within 24s", False),
        ("(dog said:birthday text:2026) within 3s", True),
        ("-((dog cake) within 25s)", False),
        ("(dog year:2021) within 1s", True),
        ("(dog year:2020) within 1s", False),
        ("(zebra dog) within 600s", False),
        ("(dog (zebra or cake)) within 25s", True),
        ("(dog (zebra or cake)) within 24s", False),
        ("((zebra or year:2021) dog) within 1s", True),
        ("((zebra or year:2020) dog) within 1s", False),
        ("((dog cake) or (dog said:again)) within 24s", False),
        ("((dog cake) or (dog said:again)) within 25s", True),
        ("(dog -said:happy) within 5s", True),
        ("(dog -said:happy) within 31s", False),
        ("(cake -dog) within 24s", True),
        ("(cake -dog) within 25s", False),
        ("(dog -(said:happy text:2026) -said:again) within 5s", True),
        ("((cake -dog) or zebra) within 25s", False),
        ("(-zebra) within 5s", True),
        ("(-dog) within 5s", False),
        ("(count(dog) >= 2) within 5s", False),
        ("(dog cake) within 25s order by count(dog)", True),
        ("(dog cake) within 24s order by count(dog)", False),
        ("(dog cake) within 24s order by name", False),
    ],
)
def test_a_question_asks_for_files_with_a_moment_in_it(ada, connect, party, question, found):
    """Issue 5: one query can join what is seen, read and said within a stated window."""
    photo(connect, labels="dog cake")
    answer = ada.get("/api/media", query_string={"q": question, "kind": "video"})
    assert answer.status_code == 200, answer.text
    assert [item["id"] for item in answer.json["items"]] == ([party] if found else [])


def test_so_many_at_once_are_a_moment(ada, connect):
    several = film(connect, seen=[(3, "dog"), (9, "dog"), (9, "dog"), (40, "dog"), (40, "cat")])
    assert moments(ada, q="count(dog) >= 2") == [(several, [9])]
    assert moments(ada, q="(count(dog) > 1 cat) within 40s") == [(several, [9])]
    assert moments(ada, q="(count(dog) > 1 cat) within 30s") == []
    assert moments(ada, object="dog>=2") == [(several, [9])]


def test_who_is_there_and_how_they_look_is_met_at_a_second(ada, connect, party):
    happy = [Finding("happy", score=0.9, box=HERE, start=at) for at in (31.0, 61.0)]
    analysed(connect, party, "attributes", [*happy, Finding("sad", score=0.9, box=HERE, start=1.0)])
    analysed(connect, party, "faces", [Finding("face", score=0.9, box=HERE, start=at) for at in (32.0, 95.0)])
    analysed(connect, party, "colour", [Finding("red", score=0.9)])
    with connect() as conn:
        index.refresh(conn, party)
        anna = value(conn, "INSERT INTO person (name) VALUES ('Anna Berg') RETURNING id")
        sql = """
            INSERT INTO belonging (finding_id, media_id, state, person_id)
            SELECT id, media_id, 'said', %(anna)s FROM finding WHERE label = 'face'
            ON CONFLICT (finding_id) DO UPDATE SET state = 'said', person_id = excluded.person_id
            """
        run(conn, sql, anna=anna)
        run(conn, "INSERT INTO media_person SELECT id, %(anna)s, 2, taken_at FROM media", anna=anna)
        index.rewrite(conn, [party])
    for asked, seconds in (
        ({"q": "look:happy"}, [31, 61]),
        ({"q": "happy -cat", "object": "cake"}, [60]),
        ({"look": "happy", "object": "dog"}, [30]),
        ({"q": "look:sad or look:happy"}, [1, 31, 61]),
        ({"q": "(look:happy person:Anna) within 5s"}, [31]),
        ({"q": "(look:happy -person:Anna) within 5s"}, [61]),
        ({"q": "person:Anna"}, [32, 95]),
        ({"q": "berg "}, [32, 95]),
        ({"person": anna, "object": "dog"}, [30]),
        ({"object": "dog", "colour": "red"}, [0, 30]),
    ):
        assert moments(ada, **asked) == [(party, seconds)], asked


def test_a_photo_has_no_moment_and_a_window_without_sense_is_told(ada, connect):
    photo(connect, labels="dog cake")
    assert ada.get("/api/media", query_string={"q": "(dog cake) within 600s"}).json["items"] == []
    for text in ("(dog cake) within 601s", "(dog cake) within 5km"):
        assert ada.get("/api/media", query_string={"q": text}).status_code == 400


def test_films_come_newest_first_and_photos_and_files_in_the_trash_not_at_all(ada, connect, party):
    newer = film(connect, seen=[(7, "dog")], taken_at="2024-01-01")
    photo(connect, labels="dog")
    gone = film(connect, seen=[(7, "dog")], taken_at="2025-01-01")
    ada.post("/api/selection/trash", json={"ids": [gone]})
    assert moments(ada, object="dog") == [(newer, [7]), (party, [0, 30])]


def test_of_a_limited_search_those_of_its_files_that_are_films_have_moments(ada, connect, party):
    long = film(connect, seen=[(7, "dog")], taken_at="2020-01-01", size=9_000)
    photo(connect, labels="dog", size=8_000)
    newest = film(connect, seen=[(8, "dog")], taken_at="2023-01-01", size=7_000)
    assert moments(ada, q="dog order by filesize limit:1") == [(long, [7])]
    assert moments(ada, q="dog order by filesize limit:2") == [(long, [7])]
    assert moments(ada, q="dog limit:2 order by filesize", kind="video") == [(long, [7]), (newest, [8])]
    assert moments(ada, q="dog limit:2 order by filesize asc", kind="video") == [
        (party, [0, 30]),
        (newest, [8]),
    ]
    assert moments(ada, q="dog limit:9 order by filesize", kind="image") == []


def test_pages_follow_each_other_and_end(ada, connect):
    films = [film(connect, seen=[(3, "dog")], taken_at=f"2024-01-{day:02}") for day in range(1, 27)]
    first = ada.get("/api/moments?object=dog").json
    rest = ada.get("/api/moments", query_string={"object": "dog", "cursor": first["next"]}).json
    assert [held["tile"]["id"] for held in first["films"] + rest["films"]] == films[::-1]
    assert (len(first["films"]), rest["next"]) == (24, None)


def test_a_rejected_finding_makes_no_moment_and_a_corrected_sentence_does(ada, connect, party):
    with connect() as conn:
        for sql in (
            "SELECT min(id) FROM finding WHERE label = 'dog' AND start_second = 0",
            "SELECT min(id) FROM finding WHERE text LIKE 'birthday%%'",
        ):
            finding = value(conn, sql)
            said = "farewell" if "birthday" in sql else None
            held = verdicts.anchor(conn, party, finding)
            verdicts.give(conn, party, held, "corrected" if said else "rejected", by="ada", said=said)
    assert moments(ada, object="dog") == [(party, [30])]
    assert moments(ada, q="farewell") == [(party, [90])]
    assert moments(ada, q="birthday ") == [(party, [31])]


def test_an_older_version_makes_no_moment(ada, connect, party):
    analysed(connect, party, "detect", [Finding("dog", score=0.8, box=HERE, start=50.0)], version=2)
    assert moments(ada, object="dog") == [(party, [50])]


@pytest.mark.parametrize("query", ["within=-1", "within=x", "within=601", "within=nan", "cursor=x"])
def test_a_window_that_is_none_is_told(ada, query):
    assert ada.get(f"/api/moments?q=dog&{query}").status_code == 400


def test_the_page_shows_each_moment_with_its_second_and_leads_to_it(ada, party):
    page = ada.get("/moments?q=dog&within=5").text
    assert page.count('<li class="moment">') == 2
    assert f"/media/{party}?q=dog&amp;t=30" in page.replace("t=30.0", "t=30")
    assert "No moment" in ada.get("/moments?q=zebra").text


def test_the_viewer_marks_the_moments_on_the_line_and_leads_from_one_to_the_next(ada, party):
    page = ada.get(f"/media/{party}?q=dog").text
    assert page.count('class="hit"') == 2
    assert [f'data-seek="{second}"' in page for second in (0.0, 30.0)] == [True, True]
    assert 'class="hit"' not in ada.get(f"/media/{party}").text


def plan(connect, sql, **given):
    with connect() as conn, conn.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", given)
        return "\n".join(line for (line,) in cursor.fetchall())


def test_labels_and_words_at_seconds_have_indexes_of_their_own(connect, party):
    """Issue 5: an EXPLAIN test that the intended index is used."""
    with connect() as conn:
        run(
            conn,
            """
            INSERT INTO finding (analysis_id, media_id, label, score, start_second)
            SELECT analysis_id, media_id, 'l' || n %% 50, 0.5, n FROM finding, generate_series(1, 5000) AS n
             WHERE label = 'cake'
            """,
        )
        run(
            conn,
            """
            INSERT INTO finding (analysis_id, media_id, text, score, start_second, end_second)
            SELECT analysis_id, media_id, 'w' || n || ' and x' || n %% 50, 0.5, n, n + 1
              FROM finding, generate_series(1, 5000) AS n WHERE text LIKE 'birthday%%'
            """,
        )
    with connect() as conn:
        run(conn, "ANALYZE finding")
    labels = plan(
        connect,
        "SELECT id FROM finding WHERE media_id = %(id)s AND label = 'l7' AND start_second IS NOT NULL"
        " AND NOT overruled",
        id=party,
    )
    assert "finding_moment " in labels
    texts = plan(
        connect,
        "SELECT id FROM finding WHERE media_id = %(id)s AND text IS NOT NULL AND start_second IS NOT NULL"
        " AND NOT overruled AND to_tsvector('simple', folded(text)) @@ to_tsquery('simple', 'w77')",
        id=party,
    )
    assert "finding_moment_text" in texts


def test_a_recording_without_a_picture_is_shown_without_a_broken_one(ada, connect):
    said = film(connect, said=[(3, 4, "birthday")], name="memo.mp3", colour=None)
    with connect() as conn:
        run(conn, "UPDATE media SET kind = 'audio' WHERE id = %(id)s", id=said)
    page = ada.get("/moments", query_string={"q": "birthday said:birthday"}).text
    assert f"/media/{said}?" in page
    assert page.count("“birthday”") == 1  # which answers either
    assert f"/api/media/{said}/thumbnail" not in page
