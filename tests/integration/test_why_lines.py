"""Why did this match, in a few words below each picture of the grid (part 3, row 6)."""

import html
import re

import pytest

from shared.db.selection import Selection
from shared.domain import Finding, Locality
from shared.explaining import briefly
from shared.query.reading import read
from tests.integration import visits
from tests.integration.explained import plans
from tests.integration.web import analysed

shop = visits.shop


def below(ada, **asked):
    """What stands below the picture in the grid."""
    page = ada.get("/", query_string=asked)
    assert page.status_code == 200
    return [html.unescape(text) for text in re.findall(r'<span class="why">(.*?)</span>', page.text)]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"q": "dog"}, ["dog 90%"]),
        ({"q": "animal"}, ["dog 90%"]),
        ({"q": "grass"}, ["“Keep off the grass”"]),
        ({"q": "shop"}, ["shop.jpg"]),
        ({"q": "rome"}, ["2019/rome"]),
        ({"q": "eos dog"}, ["Canon EOS 5D · dog 90%"]),
        ({"q": "lens:50mm"}, ["EF 50mm"]),
        ({"q": "year:2021"}, ["Thu, 8 July 2021, 09:10"]),
        ({"q": "exists(gps)"}, ["41.90000, 12.50000"]),
        ({"q": "width >= 4000"}, ["4000 × 3000"]),
        ({"q": "kind:image dog"}, ["dog 90%"]),
        ({"q": "(cat or dog) -zebra"}, ["dog 90%"]),
        ({"q": "cat or rome"}, ["2019/rome"]),
        ({"q": "year:1999 or rome"}, ["2019/rome"]),
        ({"object": "dog"}, ["dog 90%"]),
        ({"area": "41,12,42,13"}, ["41.90000, 12.50000"]),
        ({"camera": "Canon EOS 5D"}, []),
        ({}, []),
    ],
)
def test_the_line_below_a_picture_knows_the_reasons_of_the_viewer(ada, shop, asked, told):
    assert below(ada, **asked) == told


def test_what_people_said_stands_below_the_picture_too(ada, connect, shop):
    url = "/api/selection"
    ada.post(f"{url}/tag", json={"ids": [shop], "add": ["holiday"]})
    ada.post(f"{url}/comment", json={"ids": [shop], "text": "what a day"})
    place = Finding(locality=Locality("Bastia", "Corsica", "France", "FR", None, 1.0, None))
    analysed(connect, shop, "place", [place])
    assert below(ada, q="holiday") == ["holiday"]
    assert below(ada, q="what") == ["“what a day”"]
    assert below(ada, comment="day") == ["“what a day”"]
    assert below(ada, q="corsica") == ["Bastia, Corsica, France, Europe"]


def test_what_a_person_rejected_is_no_line_and_what_they_corrected_is(ada, connect, shop):
    (found,) = ada.get(f"/api/media/{shop}/why?q=grass").json["reasons"]
    url, finding = f"/media/{shop}/verdict", found["trace"]["finding"]
    ada.post(url, data={"finding": finding, "decision": "corrected", "said": "Keep off the glass"})
    assert below(ada, q="glass") == ["“Keep off the glass”"]
    assert below(ada, q="grass") == []


def test_a_page_asks_once_for_all_its_lines_and_for_the_half_of_the_world_that_it_lies_in(ada, connect, shop):
    with connect() as conn:
        selection = Selection(query=read("dog").query.condition)
        asked = plans(conn, lambda: briefly(conn, [shop], selection))
    assert asked.count("\n\n") == 1
    assert asked.startswith("Seq Scan on house")
