"""A person who is signed in to a library, what they do there, and files for every order."""

import pytest

from shared.db.connection import value
from shared.db.media import page
from shared.db.search import Selection
from shared.domain import Box, Finding
from tests.integration.web import analysed, photo


def act(who, action, **body):
    answer = who.post(f"/api/selection/{action}", json=body)
    assert answer.status_code == 200, answer.json
    return answer.json


def undo(who, deed):
    return who.post(f"/api/deeds/{deed}/undo")


def column(connect, name, media_id):
    with connect() as conn:
        return value(conn, f"SELECT {name} FROM media WHERE id = %(id)s", id=media_id)


def found(connect, text):
    with connect() as conn:
        return {tile.id for tile in page(conn, Selection(text=text)).items}


@pytest.fixture
def five(connect):
    """name, size, rating, day, folder and width."""
    heights = {"b": 4700, "c": 4600}
    seconds = {"a": 0.5, "b": 1.2, "c": 1.25, "d": 75}
    rows = {
        "a": ("m.jpg", 30, 3, 3, "c/", 2000), "b": ("A.jpg", 10, 5, 4, "a/b/", 4000),
        "c": ("z.jpg", 40, None, 5, "a/", 9000), "d": ("n_1.jpg", 50, None, 2, "c_d/", None),
        "e": ("B.jpg", 20, None, 1, "", 20),
    }  # fmt: skip
    return {
        photo(
            connect, name, size=size, rating=rating, taken_at=f"2021-01-0{day}", path=folder + name,
            width=width, height=heights.get(letter, width), duration=seconds.get(letter),
            added_at=f"2022-0{6 - day}-01",
        ): letter
        for letter, (name, size, rating, day, folder, width) in rows.items()
    }  # fmt: skip


@pytest.fixture
def shop(connect):
    """A photo of which much is known: words, a camera, a place and two dogs."""
    media_id = photo(
        connect, "shop.jpg", text="Keep off the grass", make="Canon", model="Canon EOS 5D", lens="EF 50mm",
        path="2019/rome/shop.jpg", latitude=41.9, longitude=12.5, taken_from="exif", rating=4,
        width=4000, height=3000, has_preview=True,
    )  # fmt: skip
    dogs = [
        Finding("dog", score=score, box=Box(left, 0.2, 0.3, 0.3)) for score, left in ((0.6, 0.0), (0.9, 0.5))
    ]
    analysed(connect, media_id, "detect", dogs)
    return media_id
