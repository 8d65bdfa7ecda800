"""What people say of one file, in the viewer's forms and in the API's updates."""

import json
import re

import pytest

from shared.db import remarks
from shared.db.connection import run, value
from shared.domain import Box, Finding
from tests.integration.web import analysed, browser, photo

HTMX = {"HX-Request": "true"}


def send(ada, media_id, action, **fields):
    return ada.post(f"/media/{media_id}/remarks/{action}", data=fields, headers=HTMX)


def told(answer) -> dict:
    return json.loads(answer.headers["HX-Trigger"])


def of(connect, media_id):
    with connect() as conn:
        return remarks.of(conn, media_id)


def undo(ada, answer):
    deed = told(answer)["marked"]["deed"]
    assert ada.post(f"/api/deeds/{deed}/undo").status_code == 200


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("favourite", {"on": "1"}),
        ("rate", {"stars": "4"}),
        ("tag", {"add": "sea, sand"}),
        ("date", {"taken_at": "1999-12-31T23:59"}),
        ("place", {"latitude": "48.1", "longitude": "11.5"}),
        ("comment", {"text": "what a day"}),
        ("trash", {}),
    ],
)
def test_each_form_changes_the_file_and_can_be_taken_back(ada, connect, action, fields):
    """A62, A66: favourite, stars, tags, date, place, comment, trash, each with an undo."""
    media_id = photo(connect)
    before = of(connect, media_id)
    answer = send(ada, media_id, action, **fields)
    assert of(connect, media_id) != before
    undo(ada, answer)
    after = of(connect, media_id)
    assert (after.marks.rating, after.tags, after.comments) == (None, (), ())
    assert after.marks == before.marks


def test_a_persons_date_and_place_name_who_and_when_and_keep_what_the_file_says(ada, connect):
    """A62: edit date and position; what the file says is put back on demand."""
    media_id = photo(connect, latitude=1.0, longitude=2.0)
    send(ada, media_id, "date", taken_at="1999-12-31T23:59")
    send(ada, media_id, "place", latitude="48,1", longitude="11.5")
    held = of(connect, media_id)
    assert held.marks.dated_by == held.marks.placed_by == "a member"
    assert held.marks.dated_at
    assert held.marks.placed_at
    page = ada.get(f"/media/{media_id}").text
    assert "Set by a member on" in page
    assert "the file says Thu, 8 July 2021, 09:10" in page
    assert "the file says 1.00000° N, 2.00000° E" in page
    send(ada, media_id, "date", as_read="1")
    send(ada, media_id, "place", as_read="1")
    held = of(connect, media_id).marks
    assert (held.dated_by, held.dated_at, held.placed_by, held.placed_at) == (None, None, None, None)


@pytest.mark.parametrize(
    ("action", "fields", "field"),
    [
        ("date", {"taken_at": "yesterday"}, "taken_at"),
        ("date", {"taken_at": "0001-01-01T00:00"}, "taken_at"),
        ("place", {"latitude": "91", "longitude": "<b>east</b>"}, "latitude"),
        ("place", {"latitude": "1", "longitude": ""}, "longitude"),
        ("comment", {"text": "  "}, "text"),
        ("tag", {"add": "x" * 101}, "add"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(ada, connect, action, fields, field):
    media_id = photo(connect)
    before = of(connect, media_id)
    part = send(ada, media_id, action, **fields)
    assert f'id="fault-{field}"' in part.text
    assert "<b>east" not in part.text
    typed = fields[field].strip()
    assert typed[:20] in part.text
    plain = ada.post(f"/media/{media_id}/remarks/{action}", data=fields)
    assert plain.status_code == 400
    assert f'id="fault-{field}"' in plain.text
    assert of(connect, media_id) == before


def test_without_scripts_a_form_leads_back_to_the_same_search(ada, connect):
    media_id = photo(connect, labels="cat")
    answer = ada.post(f"/media/{media_id}/remarks/rate?object=cat", data={"stars": "3"})
    assert answer.location == f"/media/{media_id}?object=cat"


def test_a_file_in_the_trash_makes_room_for_the_next_of_the_search(ada, connect):
    older = photo(connect, labels="cat", taken_at="2020-01-01")
    photo(connect, taken_at="2020-06-01")
    newer = photo(connect, labels="cat", taken_at="2021-01-01")
    answer = ada.post(f"/media/{newer}/remarks/trash?object=cat", headers=HTMX)
    assert told(answer)["gone"]["href"] == f"/media/{older}?object=cat"
    answer = ada.post(f"/media/{older}/remarks/trash?object=cat", headers=HTMX)
    assert told(answer)["gone"]["href"] == "/?object=cat"
    page = ada.get(f"/media/{newer}").text
    assert "In the trash since" in page
    send(ada, newer, "restore")
    assert of(connect, newer).marks.trashed_at is None


def test_only_who_wrote_a_comment_deletes_it(app, ada, connect):
    media_id = photo(connect)
    with connect() as conn:
        run(conn, "INSERT INTO comment (media_id, text, by_name) VALUES (%(id)s, 'hers', 'eve')", id=media_id)
        comment = value(conn, "SELECT max(id) FROM comment")
    assert send(ada, media_id, "uncomment", comment=comment).status_code == 403
    assert send(ada, media_id + 1, "uncomment", comment=comment).status_code == 404
    admin = browser(app, connect, "admin")
    assert send(admin, media_id, "uncomment", comment=comment).status_code == 200
    assert of(connect, media_id).comments == ()


def test_a_viewer_reads_and_changes_nothing(app, connect):
    media_id = photo(connect)
    viewer = browser(app, connect, "viewer")
    assert viewer.get(f"/media/{media_id}").status_code == 200
    assert send(viewer, media_id, "favourite", on="1").status_code == 403


def test_words_of_people_are_text(ada, connect):
    media_id = photo(connect)
    send(ada, media_id, "comment", text="<script>alert(1)</script>")
    send(ada, media_id, "tag", add="<img src=x>")
    page = ada.get(f"/media/{media_id}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_jumps_lead_through_the_search_and_not_out_of_it(ada, connect):
    """H37: home, end, ten or a hundred on; at the ends as far as there is something."""
    ids = [photo(connect, f"{n}.jpg", labels="cat", taken_at=f"2020-01-{28 - n}") for n in range(13)]
    photo(connect, taken_at="2022-01-01")

    def reached(media_id: int, where: str) -> int:
        answer = ada.get(f"/media/{media_id}/jump?where={where}&object=cat")
        found = re.fullmatch(r"/media/(\d+)\?object=cat", answer.location)
        assert found, answer.location
        return int(found[1])

    assert reached(ids[5], "first") == ids[0]
    assert reached(ids[5], "last") == ids[-1]
    assert (reached(ids[5], "far-back"), reached(ids[5], "far-ahead")) == (ids[0], ids[-1])
    assert reached(ids[1], "ahead") == ids[11]
    assert reached(ids[11], "back") == ids[1]
    assert reached(ids[5], "ahead") == ids[-1]
    assert reached(ids[-1], "ahead") == ids[-1]
    assert ada.get(f"/media/{ids[0]}/jump?where=away").status_code == 400


def number(at: int) -> tuple[float, ...]:
    return tuple(at / 100 if n == 0 else 0.0 for n in range(128))


def face(connect, name: str, at: int, **columns) -> int:
    media_id = photo(connect, name, **columns)
    analysed(
        connect,
        media_id,
        "faces",
        [Finding(label="face", score=0.9, box=Box(0.1, 0.1, 0.2, 0.2), embedding=number(at))],
    )
    with connect() as conn:
        return int(value(conn, "SELECT finding_id FROM face WHERE media_id = %(id)s", id=media_id))


def test_similar_faces_come_by_distance_with_the_distance(ada, connect):
    """A52, A69: euclid, ascending, and no further than asked."""
    asked, near, far = face(connect, "a.jpg", 0), face(connect, "b.jpg", 20), face(connect, "c.jpg", 45)
    face(connect, "d.jpg", 90)
    face(connect, "thrown away.jpg", 10)
    with connect() as conn:
        run(conn, "UPDATE media SET trashed_at = now() WHERE name = 'thrown away.jpg'")
    answer = ada.get(f"/api/faces/{asked}/similar").json
    assert [(found["id"], round(found["distance"], 3)) for found in answer["faces"]] == [
        (asked, 0.0),
        (near, 0.2),
        (far, 0.45),
    ]
    assert len(ada.get(f"/api/faces/{asked}/similar?distance=0.3").json["faces"]) == 2
    assert ada.get(f"/api/faces/{asked}/similar?distance=0").status_code == 400
    assert ada.get("/api/faces/999/similar").status_code == 404
    page = ada.get(f"/faces/{asked}").text
    assert page.index("0.200") < page.index("0.450")
    assert "0.900" not in page
    assert ada.get(f"/faces/{asked}?distance=nonsense").status_code == 200
