"""Every filter of a search, and every order of what it finds."""

import html
import re

import pytest

from shared.db import tags
from shared.db.connection import run, value
from shared.domain import Box, Finding
from tests.integration import visits
from tests.integration.web import analysed, photo

five = visits.five


def ids(ada, query):
    answer = ada.get(f"/api/media?{query}")
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json["items"]]


def seen(connect, label, count, **columns):
    """A photo that shows so many of a label at once."""
    media_id = photo(connect, **columns)
    boxes = [Finding(label=label, score=0.9, box=Box(0.1 * n, 0.1, 0.1, 0.1)) for n in range(count)]
    analysed(connect, media_id, "faces" if label == "face" else "detect", boxes)
    return media_id


def test_objects_are_asked_for_by_how_many_there_are_a59(ada, connect):
    """A file that shows none has 0 of it."""
    none, one, two, three = (seen(connect, "dog", n, taken_at=f"2021-01-0{n + 1}") for n in range(4))
    assert ids(ada, "object=dog") == [three, two, one]
    assert ids(ada, "object=dog>=2") == [three, two]
    assert ids(ada, "object=dog<=1") == [one, none]
    assert ids(ada, "object=dog=2") == [two]
    assert ids(ada, "object=dog=0") == ids(ada, "object=dog<=0") == [none]
    assert ids(ada, "object=dog>=1&object=dog<=2") == [two, one]
    assert ids(ada, "object=dog>=2&sort=oldest") == [two, three]


def test_faces_are_counted_like_objects(ada, connect):
    alone, crowd, nobody = seen(connect, "face", 1), seen(connect, "face", 4), seen(connect, "face", 0)
    assert ids(ada, "faces=>=2") == [crowd]
    assert ids(ada, "faces=1") == [alone]
    assert ids(ada, "faces=<=0") == [nobody]
    assert ids(ada, "faces=>=1&faces=<=3") == [alone]


def test_files_without_a_date_or_a_place_of_their_own_are_found_a64(ada, connect):
    known = photo(connect, taken_from="exif", latitude=47.0, longitude=8.0)
    guessed = photo(connect, taken_from="file date")
    said = photo(connect, taken_from="file date", dated_by="ada")
    assert ids(ada, "nodate=1") == [guessed]
    assert ids(ada, "noplace=1") == [said, guessed]
    assert ids(ada, "noplace=") == [said, guessed, known]


def test_files_with_a_tag_come_in_the_order_of_their_dates_whenever_they_were_dated(ada, connect):
    other, second, first = (photo(connect, taken_at=f"2021-01-0{day}") for day in (1, 2, 3))
    with connect() as conn:
        for name, found in {"trip": [first, second, other], "sea": [first, second]}.items():
            tags.change(conn, found, "ada", add=[name])
    assert ids(ada, "tag=trip") == [first, second, other]
    with connect() as conn:
        run(conn, "UPDATE media SET taken_at = taken_at + interval '1 year' WHERE id = %(id)s", id=second)
    assert ids(ada, "tag=trip") == [second, first, other]
    assert ids(ada, "tag=trip&tag=sea") == [second, first]


@pytest.mark.parametrize(
    ("area", "found"),
    [
        ("46,7,48,9", "bern"),
        ("-20,170,-10,-170", "fiji samoa"),  # over the date line
        ("-20,-190,-10,-170", "fiji samoa"),
        ("-90,-180,90,180", "bern fiji samoa"),
        ("46 7,48 7,48 9,46 9", "bern"),
        ("46 7,46.1 7,48 9", ""),  # within the box of the shape, not in the shape
        ("-20 170,-10 170,-10 190,-20 190", "fiji samoa"),
        ("46,7,48,9&area=-20,170,-10,180", "bern fiji"),
    ],
)
def test_an_area_is_a_box_or_a_shape_a59(ada, connect, area, found):
    places = {"bern": (46.9, 7.4), "fiji": (-17.8, 178.0), "samoa": (-13.8, -172.1)}
    made = {name: photo(connect, latitude=lat, longitude=lon) for name, (lat, lon) in places.items()}
    photo(connect)
    assert sorted(ids(ada, f"area={area}")) == sorted(made[name] for name in found.split())


def test_what_people_said_of_a_file_finds_it(ada, connect):
    plain = photo(connect)
    liked = photo(connect, favourite=True, rating=3)
    with connect() as conn:
        run(conn, "INSERT INTO media_tag (media_id, name, by_name) VALUES (%(id)s, 'trip', 'ada')", id=liked)
        run(
            conn,
            "INSERT INTO comment (media_id, text, by_name) VALUES (%(id)s, 'Off to Rome 100%%', 'ada')",
            id=liked,
        )
    for query in (
        *("favourite=1", "rating=3", "rating=2", "tag=trip", "comment=1", "comment=rome off"),
        "comment=100%25",
    ):
        assert ids(ada, query) == [liked], query
    for query in ("rating=4", "tag=tri", "comment=rome paris", "comment=r_me", "favourite=1&noplace=1&tag=x"):
        assert ids(ada, query) == [], query
    assert ids(ada, "") == [liked, plain]


def test_folders_batches_albums_lenses_and_days_of_any_year_find_files(ada, connect):
    other = photo(connect, path="trip 2/b.jpg", taken_at="2020-02-29")
    mine = photo(connect, path="trip/sub/a.jpg", lens="50mm", taken_at="2019-03-01")
    with connect() as conn:
        batch = value(conn, "SELECT batch_id FROM media WHERE id = %(id)s", id=mine)
        album = value(conn, "INSERT INTO album (name, made_by) VALUES ('Trip', 'ada') RETURNING id")
        run(conn, "INSERT INTO album_media VALUES (%(album)s, %(id)s, 1)", album=album, id=mine)
    for query in ("folder=trip", "folder=trip/sub", "folder=/trip/", f"batch={batch}", f"album={album}"):
        assert ids(ada, query) == [mine], query
    assert ids(ada, "lens=50mm") == ids(ada, "day=03-01") == [mine]
    assert ids(ada, "day=02-29") == [other]
    assert ids(ada, "folder=trip&folder=trip 2") == [other, mine]
    assert ids(ada, "folder=tri") == ids(ada, "folder=t%25") == []


ORDERS = {
    "newest": "c b a d e",
    "oldest": "e d a b c",
    "added": "e d c b a",
    "name": "b e a d c",
    "size": "d c a e b",
    "folder": "e c b a d",
    "pixels": "c b a e d",
    "rating": "b a c d e",
    "duration": "d c b a e",
    "width": "c b a e d",
    "height": "b c a e d",
    "added-reversed": "a b c d e",
    "name-reversed": "c d a e b",
    "size-reversed": "b e a c d",
    "rating-reversed": "e d c a b",
    "duration-reversed": "e a b c d",
    "width-reversed": "d e a b c",
    "height-reversed": "d e a c b",
}


@pytest.mark.parametrize("order", ORDERS)
def test_pages_go_on_in_every_order_p26(ada, five, order):
    letters, cursor = [], ""
    while cursor is not None:
        page = ada.get("/api/media", query_string={"sort": order, "limit": 2, "cursor": cursor}).json
        letters += [five[item["id"]] for item in page["items"]]
        cursor = page["next"]
    assert " ".join(letters) == ORDERS[order]


@pytest.mark.parametrize("order", ORDERS)
def test_pages_go_back_in_every_order(ada, five, order):
    first = ada.get("/api/media", query_string={"sort": order, "limit": 3}).json
    last = ada.get("/api/media", query_string={"sort": order, "limit": 3, "cursor": first["next"]}).json
    back = ada.get("/api/media", query_string={"sort": order, "limit": 3, "before": last["previous"]}).json
    assert back["items"] == first["items"]
    assert back["previous"] is None
    assert back["next"] == first["next"]


@pytest.mark.parametrize("order", ORDERS)
def test_the_viewer_turns_in_the_order_of_the_search(connect, five, order):
    from shared.db import media
    from shared.db.search import Selection

    wanted = ORDERS[order].split()
    by_letter = {letter: media_id for media_id, letter in five.items()}
    with connect() as conn:
        beside = media.neighbours(conn, Selection(sort=order), by_letter[wanted[2]])
    assert [five[beside.newer], five[beside.older]] == [wanted[1], wanted[3]]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("faces=many", "write how many as >=2, <=1 or =3"),
        ("area=1,2", "an area is south,west,north,east"),
        ("area=here", "an area is south,west,north,east"),
        ("area=5,0,1,1", "the south of an area lies below its north"),
        ("area=nan,0,1,1", "an area is given in degrees"),
        ("day=13-01", "day: "),
        ("from=2024-13-45", "from: there is no such day; a date is written 2019, 2019-05 or 2019-05-31"),
        ("to=31.12.2023", "to: a date is written 2019, 2019-05 or 2019-05-31"),
        ("from=86400", "from: a date is written"),
        ("day=1-1", "a day of any year is written MM-DD"),
        ("nodate=perhaps", "this is 1, or is left out"),
        ("rating=6", "rating: "),
        ("sort=best", "sort: "),
        ("album=x", "album"),
        ("batch=-1", "batch"),
        ("folder=%00", "control characters are not allowed"),
        ("sort=size&cursor=2021-01-01T00:00:00_1", "the cursor is one of another order"),
        ("cursor=2021-01-01T00:00:00_1_5", "the cursor is one of another order"),
        ("sort=rating&cursor=2021-01-01T00:00:00_1_x", "the cursor is one of another order"),
    ],
)
def test_a_filter_that_makes_no_sense_is_told_in_a_sentence(ada, query, said):
    answer = ada.get(f"/api/media?{query}")
    assert answer.status_code == 400
    assert said in answer.json["detail"]


def test_a_page_leads_on_without_the_filter_that_makes_no_sense(ada):
    answer = ada.get("/?tag=a%26b&from=soon&tag=c&to=2020")
    assert answer.status_code == 400
    assert "from: a date is written 2019, 2019-05 or 2019-05-31" in answer.text
    href = html.unescape(re.search(r'href="([^"]*)">Go on without it', answer.text)[1])
    assert href == "/?tag=a%26b&tag=c&to=2020"
    assert ada.get(href).status_code == 200
    assert "Go on without it" not in ada.get("/media/0").text


def test_a_month_or_a_year_stands_for_its_days(ada, connect):
    made = {
        day: photo(connect, taken_at=day) for day in ("2019-12-31", "2020-02-01", "2020-02-29", "2021-01-01")
    }
    inside = [made["2020-02-29"], made["2020-02-01"]]
    assert ids(ada, "from=2020&to=2020") == inside
    assert ids(ada, "from=2020-02&to=2020-2") == inside
    assert 'value="2020-12-31"' in ada.get("/filters?to=2020").text
