"""Films with moments in the order of the search, and names given at seconds at which no face is found."""

from shared.domain import Finding
from tests.integration.test_moments import HERE, film, moments, party
from tests.integration.web import analysed

__all__ = ["party"]


def test_films_come_in_the_order_of_the_search_page_by_page(ada, connect):
    sizes = [*range(10, 40), *range(70, 40, -1)]
    films = [film(connect, seen=[(3, "dog")], size=size, name=f"{size}.mp4") for size in sizes]
    by_size = [film for _, film in sorted(zip(sizes, films, strict=True), reverse=True)]
    for asked, expected in (
        ({"q": "dog order by filesize"}, by_size),
        ({"q": "dog order by filesize asc"}, by_size[::-1]),
        ({"object": "dog", "sort": "size"}, by_size),
        ({"q": "dog order by name"}, by_size[::-1]),
        ({"q": "dog order by date asc"}, films),
        ({"q": "dog order by count(dog)"}, films[::-1]),
    ):
        seen, cursor = [], None
        while cursor is not None or not seen:
            given = asked | ({"cursor": cursor} if cursor else {})
            answer = ada.get("/api/moments", query_string=given).json
            seen += [held["tile"]["id"] for held in answer["films"]]
            cursor = answer["next"]
        assert seen == expected, asked


def test_somebody_named_where_no_face_was_found_is_met_at_that_second(ada, connect, party):
    box = {"left": 0.1, "top": 0.1, "width": 0.2, "height": 0.2, "second": 32.0}
    assert ada.post(f"/api/media/{party}/regions", json=box | {"name": "Anna"}).status_code == 201
    assert moments(ada, q="person:Anna") == [(party, [32])]
    assert moments(ada, q="(person:Anna said:birthday) within 2s") == [(party, [32])]
    assert moments(ada, q="(person:Anna cake) within 5s") == []
    found = ada.get("/api/media", query_string={"q": "(person:Anna said:birthday) within 2s"}).json["items"]
    assert [tile["id"] for tile in found] == [party]
    assert ada.get("/api/media", query_string={"q": "(person:Anna cake) within 5s"}).json["items"] == []


def test_so_many_of_a_look_are_met_at_the_second_at_which_they_are_there(ada, connect, party):
    faces = [(5.0, "woman"), (5.0, "woman"), (20.0, "woman"), (20.0, "man")]
    analysed(
        connect, party, "attributes", [Finding(look, score=0.9, box=HERE, start=at) for at, look in faces]
    )
    assert moments(ada, q="count(woman) >= 2", within=1) == [(party, [5])]
    assert moments(ada, q="count(woman) >= 1", within=1) == [(party, [5, 20])]
    assert moments(ada, q="(count(woman) >= 1 look:man) within 1s") == [(party, [20])]
    for text, found in (
        ("count(woman) >= 2", [party]),
        ("count(woman) >= 3", []),
        ("count(man) = 1", [party]),
    ):
        answer = ada.get("/api/media", query_string={"q": text}).json
        assert [tile["id"] for tile in answer["items"]] == found, text
