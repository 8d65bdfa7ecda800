"""The search box: words over labels, read text, spoken words, names and cameras."""

import pytest

from shared.db import media
from shared.db.connection import run
from shared.db.search import Selection, tsquery
from shared.domain import Box, Finding
from tests.integration.web import analysed, photo


def search(ada, text, **more):
    answer = ada.get("/api/media", query_string={"q": text} | more)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json["items"]]


@pytest.fixture
def beach(connect):
    return photo(
        connect, "Été_Zürich 0042.JPG", labels="umbrella dog", text="Keep off the grass", model="DSC-RX100"
    )


@pytest.mark.parametrize(
    "text",
    [
        "umbrella", "dog umbrella", "GRASS", "ete", "ÉTÉ", "zurich", "0042", "rx100", "dsc-rx100", "jpg",
        '"off the grass"', "umb", "zur", "dog -cat", '-"the off"', '"keep off', "éte 0042.jp", "  dog  ",
    ],
)  # fmt: skip
def test_a_file_is_found_by_what_is_in_it_and_what_it_is_called(ada, connect, beach, text):
    photo(connect, "other.png")
    assert beach in search(ada, text)


@pytest.mark.parametrize(
    "text",
    ["cat", "dog cat", "-dog", '"grass the"', "umb dog", "dog -umbrella", "umb ", '-"off the"'],
)
def test_a_file_is_not_found_by_what_it_has_not(ada, beach, text):
    assert search(ada, text) == []


def test_words_and_filters_narrow_together(ada, connect, beach):
    later = photo(connect, labels="dog", taken_at="2022-01-01 00:00")
    assert search(ada, "dog") == [later, beach]
    assert search(ada, "dog", object="umbrella") == [beach]
    assert search(ada, "dog", **{"from": "2022-01-01"}) == [later]


@pytest.mark.parametrize(
    "text",
    [
        "'", '"', "''", "\\", "&", "|", "!", "!!!", "-", "--", '-"', "()", ":*", "<->", "a <-> b", "a:*b",
        "' OR 1=1 --", "'); DROP TABLE media; --", "%", "_", "$1", "%(text)s", "%s", "\x00", "\x00dog",
        "\ud800", "☃", "ﷺ" * 400, "a" * 500, "'a' & 'b'", "!dog:*", "\u202edog", "{}", "日本語", "a\nb",
        "-dog -cat", '"a" "b" "c', " ".join("abcdefghijklmnopqrstuvwxyz" * 9), "1e5 .5 -5", "http://x.y/z?a=b",
        "x@y.z",
    ],
)  # fmt: skip
def test_nothing_that_can_be_typed_is_an_error_x5(ada, connect, beach, text):
    asked = {"q": text.encode(errors="replace")}
    assert ada.get("/", query_string=asked).status_code == 200, text
    assert ada.get("/api/facets", query_string=asked | {"plain": "1"}).status_code == 200
    answer = ada.get("/api/media", query_string=asked)
    assert answer.status_code == 200 or answer.json["position"] >= 0, text


def evidence(ada, text, *ids):
    answer = ada.get("/api/evidence", query_string={"q": text, "id": ids})
    assert answer.status_code == 200, answer.text
    traces = [reason["trace"] for one in answer.json["files"] for reason in one["reasons"] if reason["trace"]]
    return [(trace["where"], trace["text"], trace["start"]) for trace in traces]


def test_a_hit_says_why_by_label_text_second_name_and_camera(ada, connect, beach):
    film = photo(connect, "grass.mp4", kind="video", mime="video/mp4")
    analysed(connect, film, "speech", [Finding(text="the grass is wet", start=12.5, end=14.0)])
    assert evidence(ada, "grass", beach, film) == [
        ("text", "Keep off the grass", None),
        ("said", "the grass is wet", 12.5),
        ("filename", "grass.mp4", None),
    ]
    assert evidence(ada, "umb", beach) == [("object", "umbrella", None)]
    assert evidence(ada, "rx100 -dog", beach) == [("camera", "DSC-RX100", None)]
    assert evidence(ada, "umbrella", film) == []


def test_what_an_older_version_read_is_no_evidence(ada, connect):
    media_id = photo(connect, text="OLD GRASS")
    analysed(connect, media_id, "ocr", [Finding(text="GLASS", box=Box(0, 0, 1, 1))], version=2)
    assert evidence(ada, "grass", media_id) == []
    assert evidence(ada, "glass", media_id) == [("text", "GLASS", None)]


@pytest.mark.parametrize(
    "query", ["q=(a&id=1", "object=a&id=x", "q=a&id=x", "q=a&id=-1", "q=a&" + "id=1&" * 501]
)
def test_a_question_that_is_none_is_told(ada, query):
    assert ada.get(f"/api/evidence?{query}").status_code == 400


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("dog", "('dog':*)"),
        ("dog ", "('dog')"),
        ('"off the" -Café', "('off' <-> 'the') & !('cafe')"),
        ("a-b", "('a' <-> 'b':*)"),
        ("?!", None),
    ],
)
def test_what_is_typed_becomes_a_query_of_plain_words(text, query):
    assert tsquery(text) == query


def test_what_lies_in_the_trash_is_not_found(connect):
    kept, gone = photo(connect, "a.jpg"), photo(connect, "b.jpg")
    with connect() as conn:
        run(conn, "UPDATE media SET trashed_at = now() WHERE id = %(id)s", id=gone)
        assert [tile.id for tile in media.page(conn, Selection()).items] == [kept]
        assert [tile.id for tile in media.page(conn, Selection(trashed=True)).items] == [gone]
        assert media.count(conn, Selection()) == 1
