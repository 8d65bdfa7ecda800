"""What the server promises the grid: months, pages both ways, arrivals, and the days of all years."""

import re
from datetime import date

import pytest

from shared.db import cells
from tests.integration.files import file
from tests.integration.web import Browser, photo

IDS = re.compile(r'<li class="tile[^>]*data-id="(\d+)"')
PART = {"HX-Request": "true"}


def shown(page) -> list[int]:
    """The files on a page, in their order."""
    return [int(number) for number in IDS.findall(page.text)]


def link(page, name: str) -> str | None:
    """Where the page goes on in this direction."""
    found = re.search(rf'class="way {name}"[^>]*href="([^"]+)"', page.text)
    return found and found.group(1).replace("&amp;", "&")


def test_a_page_from_the_middle_leads_on_both_ways(ada: Browser, connect):
    """A61: endless scrolling, newer and older."""
    files = [file(connect, f"{n}.jpg", taken_at=f"2021-03-{n:02} 12:00:00") for n in range(1, 10)]
    middle = ada.get("/?limit=3&cursor=2021-03-06T12:00:00_0")
    assert shown(middle) == files[4:1:-1]
    newer = ada.get(f"{link(middle, 'newer')}&limit=3", headers=PART)
    assert shown(newer) == files[7:4:-1]
    older = ada.get(f"{link(middle, 'more')}&limit=3", headers=PART)
    assert shown(older) == files[1::-1]
    assert link(older, "more") is None


def test_a_place_behind_the_last_file_leads_to_the_beginning(ada: Browser, connect):
    file(connect)
    assert ada.get("/?cursor=1900-01-01T00:00:00_0").location == "/"


def test_days_stand_in_their_months(ada: Browser, connect):
    for day in ("2021-03-05", "2021-03-05", "2021-03-01", "2021-02-28"):
        file(connect, taken_at=f"{day} 12:00:00")
    page = ada.get("/").text
    assert re.findall(r'data-month="([^"]*)"', page) == ["2021-03", "2021-02"]
    assert re.findall(r'data-day="([^"]*)"', page) == ["2021-03-05", "2021-03-01", "2021-02-28"]
    assert 'aria-label="Select Friday, 5 March 2021"' in page


def test_an_order_that_is_none_of_time_has_headings_of_its_own(ada: Browser, connect):
    photo(connect, "b.jpg")
    photo(connect, "a.jpg")
    page = ada.get("/?sort=name")
    assert shown(page) == [2, 1]
    assert re.findall(r"<h2>(\w+)", page.text.split('id="grid"')[1]) == ["A", "B"]


@pytest.mark.parametrize("folded", [False, True])
def test_months_are_counted_for_any_selection(ada: Browser, connect, folded: bool):
    """A53: how many files each month holds, for the scrubber."""
    photo(connect, "a.jpg", "cat", text="ticket", taken_at="2020-02-03 04:05:06")
    photo(connect, "b.jpg", "cat", taken_at="2020-02-29 23:59:59")
    photo(connect, "c.jpg", taken_at="2021-12-31 00:00:00")
    with connect() as conn:
        if folded:
            while cells.fold(conn):
                pass
    if folded:
        assert months(ada, "") == {"2021-12": 1, "2020-02": 2}
        assert months(ada, "object=cat") == {"2020-02": 2}
    assert months(ada, "q=ticket") == {"2020-02": 1}
    assert months(ada, "q=nothing") == {}


def test_a_large_search_is_told_by_the_months_that_it_spans(ada: Browser, connect, monkeypatch):
    """Counting it would take long."""
    monkeypatch.setattr("shared.db.months.MOST", 1)
    for taken in ("2020-11-30", "2021-02-01"):
        photo(connect, text="ticket", taken_at=taken)
    spanned = {"2021-02": None, "2021-01": None, "2020-12": None, "2020-11": None}
    assert months(ada, "q=ticket") == spanned


def months(ada: Browser, query: str) -> dict[str, int | None]:
    answer = ada.get(f"/api/months?{query}").json["months"]
    return {month["month"]: month["count"] for month in answer}


def test_what_arrived_in_a_search_is_given_as_tiles(ada: Browser, connect):
    old = photo(connect, "old.jpg", "cat")
    new = photo(connect, "new.jpg", "cat", taken_at="2024-01-01 00:00:00")
    photo(connect, "other.jpg", "dog")
    assert shown(ada.get(f"/fresh?object=cat&seen={old}")) == [new]
    nothing = ada.get(f"/fresh?object=cat&seen={new + 1}").text
    assert f'data-seen="{new + 1}" data-count="0"' in nothing


@pytest.mark.parametrize("seen", ["x", "-1", "99999999999999999999"])
def test_nonsense_for_what_was_seen_is_no_error(ada: Browser, connect, seen: str):
    file(connect)
    assert ada.get(f"/fresh?seen={seen}").status_code == 200


def test_one_day_is_shown_of_every_year(ada: Browser, connect):
    """A53, A61: on this day."""
    first = file(connect, "a.jpg", taken_at="2019-05-17 10:00:00")
    second = file(connect, "b.jpg", taken_at="2023-05-17 10:00:00")
    file(connect, "c.jpg", taken_at="2023-05-18 10:00:00")
    page = ada.get("/on-this-day?day=05-17")
    assert shown(page) == [second, first]
    assert re.findall(r'data-month="([^"]*)"', page.text) == ["2023", "2019"]
    assert f"{date.today().year - 2019} years ago" in page.text
    assert "/media/1?day=05-17" in page.text


def test_without_a_day_it_is_today(ada: Browser, connect):
    today = date.today()
    held = file(connect, taken_at=f"{today} 00:00:01")
    assert shown(ada.get("/on-this-day")) == [held]


@pytest.mark.parametrize(
    ("chosen", "day"), [("2024-02-29", "02-29"), ("2020-12-31", "12-31"), ("x", f"{date.today():%m-%d}")]
)
def test_a_day_is_chosen_as_a_date(ada: Browser, chosen: str, day: str):
    assert ada.get(f"/on-this-day/choose?date={chosen}").location == f"/on-this-day?day={day}"


def test_a_day_without_files_says_so_and_leads_on(ada: Browser):
    page = ada.get("/on-this-day?day=02-29").text
    assert "Nothing from 29 February" in page
    assert "day=03-01" in page
    assert "day=02-28" in page


def test_a_day_that_is_none_is_refused(ada: Browser):
    assert ada.get("/on-this-day?day=02-30").status_code == 400
