"""The library's page says what it made of a question, and the language's page tells the truth."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.cli.search import search_command
from services.web.pages import library
from services.web.pages.syntax import syntax
from shared.db import media
from shared.db.openings import opening
from shared.db.search import Selection
from shared.query import keys, reading
from shared.query.printer import written
from shared.query.tree import Query
from tests.integration.web import photo

PAGE = (Path(__file__).parents[2] / "docs" / "search.md").read_text()
PROSE = {"/api/media?q=…", "bowerbird search", r"\"", "*", "asc", "desc", "position", "length", "suggestion",
         "plain=1", "--plain", "and", "or", "without", "happy or smiling", "three dogs", ":", "=", "!=", "<",
         "<=", ">", ">=", "~"}  # fmt: skip
EXAMPLES = sorted(set(re.findall(r"`([^`]+)`", PAGE)) - PROSE - set(keys.NAMES))


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_of_the_documentation_is_a_question(text):
    assert reading.read(text).error is None


def test_examples_are_answered(connect):
    media_id = photo(connect, "IMG_7.jpg", labels="dog", text="happy birthday")
    with connect() as conn:
        for text in [*EXAMPLES, *(example for example, _ in syntax())]:
            query = reading.read(text).query
            assert query is not None, text
            media.page(conn, Selection(query=query.condition))
        found = media.page(conn, Selection(query=reading.read("dog filename:IMG*").query.condition))
    assert [tile.id for tile in found.items] == [media_id]


def test_every_key_is_documented_with_its_other_names():
    for key in keys.KEYS.values():
        also = ", ".join(f"`{name}`" for name in key.aliases)
        assert f"| `{key.name}` | {also} | {key.says} | `{key.example}` |" in PAGE


def test_a_mistake_is_shown_at_its_place_and_the_words_are_still_found(ada, connect):
    media_id = photo(connect, labels="dog")
    page = ada.get("/", query_string={"q": "(dog"}).text
    assert "This parenthesis is never closed" in page
    assert "<mark>(</mark>dog" in page
    assert 'href="/?q=(dog)"' in page or 'href="/?q=%28dog%29"' in page
    assert f'id="m{media_id}"' in page
    assert 'value="(dog"' in page
    assert "plain=1" in page  # further pages and choices are of the words too
    assert "did you mean camera:?</strong>" in ada.get("/", query_string={"q": "camra:X"}).text


def test_hostile_text_in_a_mistake_is_shown_as_text(ada):
    page = ada.get("/", query_string={"q": '(<img src=x onerror=alert(1)> "</code><script>'}).text
    assert "<img src=x" not in page
    assert "</code><script>" not in page


def test_a_program_is_told_where_the_mistake_is(ada):
    for path in ("media", "facets", "months"):
        answer = ada.get(f"/api/{path}", query_string={"q": "dog camra:X"})
        assert answer.status_code == 400
        assert (answer.json["position"], answer.json["length"]) == (4, 5)
        assert answer.json["suggestion"] == "dog camera:X"
        assert "did you mean camera" in answer.json["detail"]
    assert ada.get("/api/media", query_string={"q": "dog camra:X", "plain": "1"}).status_code == 200


def test_a_word_that_finds_little_is_offered_with_those_that_mean_the_same(ada, connect):
    photo(connect, "kids.jpg", labels="tree")
    page = ada.get("/", query_string={"q": "kids"}).text
    assert "As a sentence this would be" in page
    assert "child or kid or children" in page
    for other in ("tree", '"kids"', "kids -tree", "kids order by date"):
        assert "As a sentence" not in ada.get("/", query_string={"q": other}).text
    assert "As a sentence" not in ada.get("/", query_string={"q": "kids", "plain": "1"}).text
    for number in range(20):
        photo(connect, f"kids {number}.jpg")
    assert "As a sentence" not in ada.get("/", query_string={"q": "kids"}).text


def test_a_sentence_that_finds_nothing_as_words_is_read_as_one(ada, connect):
    wanted = photo(connect, "1.jpg", labels="woman dress smiling", taken_at="2020-07-04 12:00")
    photo(connect, "2.jpg", labels="woman dress smiling", taken_at="2020-01-04 12:00")
    photo(connect, "3.jpg", labels="woman dress", taken_at="2020-07-04 12:00")
    page = ada.get("/", query_string={"q": "happy women wearing a dress in summer 2020"}).text
    assert re.findall(r'id="m(\d+)"', page) == [str(wanted)]
    assert "date in [2020-06-01:2020-08-31]" in page
    assert "read as a sentence" in page
    assert "plain=1" in page


def test_the_sentence_of_the_issue_finds_only_what_fits_all_of_it(ada, connect):
    seen = "woman happy 20s gown dinner outdoors"
    miami = {"latitude": 25.77, "longitude": -80.19, "taken_at": "2020-07-04 12:00"}
    wanted = photo(connect, "1.jpg", labels=seen, **miami)
    for missing in seen.split():
        photo(connect, f"{len(missing)}.jpg", labels=seen.replace(missing, ""), **miami)
    photo(connect, "elsewhere.jpg", labels=seen, **miami | {"latitude": 59.9, "longitude": 10.7})
    photo(connect, "8.jpg", labels=seen, **miami | {"taken_at": "2020-01-04 12:00"})
    said = "Happy woman in her 20s in Miami wearing a dress, dining outdoors in summer 2020"
    page = ada.get("/", query_string={"q": said}).text
    assert re.findall(r'id="m(\d+)"', page) == [str(wanted)]


@pytest.mark.parametrize("name", ["Cologne", "cologne", "in Cologne", "Colonia"])
def test_a_name_in_another_language_finds_the_place(ada, connect, name):
    wanted = photo(connect, "1.jpg", latitude=50.94, longitude=6.96)
    photo(connect, "2.jpg", latitude=48.2, longitude=16.37)
    page = ada.get("/", query_string={"q": name}).text
    assert re.findall(r'id="m(\d+)"', page) == [str(wanted)]
    assert "read as a sentence" in page
    assert "Nothing found" in ada.get("/", query_string={"q": name, "plain": "1"}).text
    photo(connect, "3.jpg", text=name)
    assert "read as a sentence" not in ada.get("/", query_string={"q": name}).text


@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        ("girl", "woman"), ("skyscraper", "building"), ("monastery", "church"), ("dining", "dinner"),
        ("motorcycle", "bike"), ("two dogs", "dog dog"), ("dinners", "meal"), ("in the", ""),
    ],
)  # fmt: skip
def test_few_words_that_find_nothing_are_read_as_a_sentence_that_finds_something_p23(
    ada, connect, asked, labels
):
    wanted = photo(connect, "1.jpg", text=labels) if "dog" not in labels else photo(connect, "1.jpg", labels)
    page = ada.get("/", query_string={"q": asked}).text
    assert re.findall(r'id="m(\d+)"', page) == ([str(wanted)] if labels else [])
    assert ("read as a sentence" in page) is bool(labels)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("dogs in the snow", ['dogs "in" the snow*', 'dog "snow"']),
        ("dog in the snow", ['dog "in" the snow*']),
        ("girl", ["girl*", 'woman or female or lady or women or "girl"']),
        ("dog", ["dog*"]),
    ],
)
def test_each_reading_of_a_search_is_looked_for_once(ada, connect, monkeypatch, text, asked):
    photo(connect, "a.jpg", labels="dog snow", text="woman", path="in the/a.jpg")
    looked = []

    def opened(conn, selection, limit):
        looked.append(written(Query(selection.query)))
        return opening(conn, selection, limit)

    monkeypatch.setattr(library, "opening", opened)
    assert ada.get("/", query_string={"q": text}).status_code == 200
    assert [said for said in looked if not said.startswith("latitude")] == asked


def test_a_sentence_whose_words_are_found_is_offered_as_one(ada, connect):
    wanted = photo(connect, "1.jpg", text="two dogs in 2019")
    page = ada.get("/", query_string={"q": "two dogs in 2019"}).text
    assert re.findall(r'id="m(\d+)"', page) == [str(wanted)]
    assert "As a sentence this would be" in page
    assert "count(dog) &gt;= 2 year:2019" in page


def test_the_help_of_the_box_shows_the_short_form(ada):
    page = ada.get("/").text
    assert "How to search" in page
    assert "near:Bastia within 20km" in page


def test_an_order_of_the_question_is_the_order_of_the_page(ada, connect):
    large, small = photo(connect, "a.jpg", size=9), photo(connect, "b.jpg", size=5)
    answer = ada.get("/api/media", query_string={"q": "a.jpg or b.jpg order by filesize", "limit": 1})
    assert [item["id"] for item in answer.json["items"]] == [large]
    following = {"q": "a.jpg or b.jpg order by filesize", "cursor": answer.json["next"]}
    assert [item["id"] for item in ada.get("/api/media", query_string=following).json["items"]] == [small]


@pytest.mark.parametrize("by", ["date", "added", "name", "filesize", "rating", "duration", "width", "height"])
def test_every_order_of_the_language_can_be_turned(ada, connect, by):
    few = {"size": 1, "rating": 1, "duration": 1, "width": 1, "height": 1, "taken_at": "2020-01-01 12:00"}
    many = {"size": 2, "rating": 2, "duration": 2, "width": 2, "height": 2, "taken_at": "2021-01-01 12:00"}
    made = [photo(connect, "a.jpg", **few), photo(connect, "b.jpg", **many)]
    for way, wanted in (("asc", made), ("desc", made[::-1])):
        query = f"a.jpg or b.jpg order by {by} {way}"
        answer = ada.get("/api/media", query_string={"q": query}).json
        assert [item["id"] for item in answer["items"]] == wanted, way
        assert re.findall(r'id="m(\d+)"', ada.get("/", query_string={"q": query}).text) == [
            str(one) for one in wanted
        ]


def test_an_order_that_there_is_not_is_a_mistake(ada):
    answer = ada.get("/api/media", query_string={"q": "dog order by similar"})
    assert answer.status_code == 400
    assert "needs similar:NUMBER" in answer.json["detail"]


@pytest.fixture
def kennel(connect):
    """Six photos of dogs: with one, two, three and so on."""
    return [
        photo(connect, f"{n}.jpg", labels=" ".join(["dog"] * n), taken_at=f"202{n}-01-01 12:00",
              latitude=10.0 * n, longitude=0.0)
        for n in range(1, 7)
    ]  # fmt: skip


def test_an_order_by_count_is_that_of_the_page_and_its_cursors(ada, kennel):
    found, cursor = [], ""
    while cursor is not None:
        query = {"q": "order by count(dog)", "limit": 4, "cursor": cursor}
        page = ada.get("/api/media", query_string=query).json
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert found == kennel[::-1]
    page = ada.get("/", query_string={"q": "order by count(dog) asc"}).text
    assert re.findall(r'id="m(\d+)"', page) == [str(one) for one in kennel]
    assert "Fewest of it first" in page


def test_a_limit_is_that_of_page_counts_map_months_viewer_and_command_line(ada, kennel, connect, monkeypatch):
    question, first = "dog order by date asc limit:3", kennel[:3]
    asked = {"q": question}
    assert [item["id"] for item in ada.get("/api/media", query_string=asked).json["items"]] == first
    assert re.findall(r'id="m(\d+)"', ada.get("/", query_string=asked).text) == [str(one) for one in first]
    pages = ada.get("/api/media", query_string=asked | {"limit": 2}).json
    rest = ada.get("/api/media", query_string=asked | {"limit": 2, "cursor": pages["next"]}).json
    assert [item["id"] for item in rest["items"]] == kennel[2:3]
    assert rest["next"] is None
    facets = ada.get("/api/facets", query_string=asked).json
    assert (facets["total"], facets["facets"]["objects"]) == (3, [{"value": "dog", "count": 3}])
    assert sum(one["count"] for one in ada.get("/api/months", query_string=asked).json["months"]) == 3
    world = {"south": -85, "west": -180, "north": 85, "east": 180, "zoom": 2}
    clusters = ada.get("/api/map", query_string=asked | world).json
    assert sum(one["count"] for one in clusters["clusters"]) == 3
    last = ada.get(f"/media/{kennel[2]}", query_string=asked).text
    assert f"/media/{kennel[1]}?" in last
    assert f"/media/{kennel[3]}?" not in last


def test_the_command_line_points_at_the_character():
    told = CliRunner().invoke(search_command, ["dog camra:X"])
    assert told.exit_code == 2
    assert "did you mean camera:?" in told.output
    assert "\n  dog camra:X\n      ^\n" in told.output
