"""Why did this match (part 3, row 6): for each part of a search what in the file answers it."""

import json

import pytest
from click.testing import CliRunner

from services.cli.main import bowerbird
from shared.db import verdicts
from shared.db.connection import run, value
from shared.domain import Box, Finding, Locality
from tests.integration import visits
from tests.integration.web import analysed, browser, hashed, photo

shop = visits.shop


def why(ada, media_id, **asked):
    answer = ada.get(f"/api/media/{media_id}/why", query_string=asked)
    assert answer.status_code == 200, answer.text
    return answer.json["reasons"]


def short(ada, media_id, **asked):
    return [
        (reason["asked"], reason["trace"] and (reason["trace"]["where"], reason["trace"]["text"]))
        for reason in why(ada, media_id, **asked)
    ]


def test_a_box_is_told_with_its_place_score_and_finder_the_surest_first(ada, shop):
    first, second = why(ada, shop, object="dog")
    assert (first["trace"]["score"], second["trace"]["score"]) == (pytest.approx(0.9), pytest.approx(0.6))
    assert first["trace"]["left"] == pytest.approx(0.5)
    assert (first["trace"]["source"], first["trace"]["finding"] > 0) == ("detect", True)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"q": "grass "}, ("grass", ("text", "Keep off the grass"))),
        ({"q": '"off the grass"'}, ("off the grass", ("text", "Keep off the grass"))),
        ({"q": "shop"}, ("shop", ("filename", "shop.jpg"))),
        ({"q": "rome"}, ("rome", ("folder", "2019/rome"))),
        ({"q": "eos"}, ("eos", ("camera", "Canon EOS 5D"))),
        ({"q": "-cat"}, ("-cat", None)),
        ({"q": "iso >= 100 camera:canon"}, ("camera:canon", ("camera", "Canon EOS 5D"))),
        ({"q": "object:dog or tag:holiday"}, ("object:dog", ("object", "dog"))),
        ({"q": "count(dog) >= 2"}, ("count(dog) >= 2", ("object", "dog"))),
        ({"q": "exists(gps)"}, ("exists(gps)", ("place", "41.90000, 12.50000"))),
        ({"q": "year:2021"}, ("year:2021", ("date", "2021-07-08 09:10:11"))),
        ({"object": "cat=0"}, ("cat = 0", None)),
        ({"camera": "Canon EOS 5D"}, ("camera", ("camera", "Canon EOS 5D"))),
        ({"lens": "EF 50mm"}, ("lens", ("lens", "EF 50mm"))),
        ({"from": "2021-01-01"}, ("date", ("date", "2021-07-08 09:10:11"))),
        ({"area": "41,12,42,13"}, ("place", ("place", "41.90000, 12.50000"))),
        ({"rating": "3"}, ("rating", ("rating", "★★★★"))),
        ({"format": "image/jpeg"}, ("format", ("format", "image/jpeg"))),
        ({"kind": "image"}, ("kind", ("kind", "image"))),
        ({"folder": "2019"}, ("folder", ("folder", "2019/rome"))),
        ({"source": "inbox"}, ("source", ("source", "inbox"))),
    ],
)
def test_every_filter_is_answered_by_what_in_the_file_it_asks_for(ada, shop, asked, reason):
    assert reason in short(ada, shop, **asked)


SAME = ("where", "text", "score", "person")


@pytest.mark.parametrize(
    "asked",
    [
        *(
            {"q": text}
            for text in ("grass", "animal ", "shop", "rome", "eos -cat", "iso >= 100 camera:canon")
        ),
        *(
            {"q": text}
            for text in ("year:2021 exists(gps)", "corsica", "tag:holiday", "what day", "album:Summer")
        ),
        *({"q": text} for text in ("person:Anna", "(year:1999 or dog) grass", "count(dog) >= 2", "summer")),
        {"object": "dog", "camera": "Canon EOS 5D", "lens": "EF 50mm", "rating": "3", "folder": "2019"},
        {"tag": "holiday", "comment": "day", "from": "2021-01-01", "area": "41,12,42,13", "q": "keep"},
        {"format": "image/jpeg", "kind": "image", "source": "inbox", "object": "cat=0"},
    ],
)
def test_of_many_files_the_same_reasons_are_told_as_of_one(ada, connect, shop, asked):
    ada.post("/api/selection/tag", json={"ids": [shop], "add": ["holiday"]})
    ada.post("/api/selection/comment", json={"ids": [shop], "text": "what a day"})
    album = ada.post("/api/albums", json={"name": "Summer"}).json["id"]
    ada.post(f"/api/albums/{album}/files", json={"add": [shop]})
    place = Finding(locality=Locality("Bastia", "Corsica", "France", "FR", None, 1.0, None))
    analysed(connect, shop, "place", [place])
    other = photo(connect, "other.jpg", labels="zebra")
    answer = ada.get("/api/evidence", query_string=asked | {"id": [other, shop, 10**9]})
    assert answer.status_code == 200, answer.text
    (told,) = [one["reasons"] for one in answer.json["files"] if one["media_id"] == shop] or [[]]
    single = [reason for reason in why(ada, shop, **asked) if same(reason) in list(map(same, told))]
    assert list(map(same, single)) == list(map(same, told))
    assert {reason["asked"] for reason in told} == {reason["asked"] for reason in why(ada, shop, **asked)}


def same(reason):
    return [reason["asked"], reason["via"], *((reason["trace"] or {}).get(name) for name in SAME)]


def test_of_parts_of_which_one_is_enough_only_those_are_told_that_hold(ada, shop):
    found = short(ada, shop, q="(year:2020 or year:2021) (cat or dog)")
    assert {asked for asked, _ in found} == {"year:2021", "dog"}


def test_a_wider_word_says_by_which_label_it_found_the_file(ada, shop):
    """Part 3, row 6: the synonym that was used."""
    first, *_ = why(ada, shop, q="animal ")
    assert (first["trace"]["text"], first["via"]) == ("dog", "animal")
    assert "animal ← dog" in ada.get(f"/media/{shop}?q=animal").text


def test_a_smart_album_is_not_told_by_another_that_holds_the_file(ada, shop):
    album = ada.post("/api/albums", json={"name": "Summer"}).json["id"]
    ada.post(f"/api/albums/{album}/files", json={"add": [shop]})
    smart = ada.post("/api/albums", json={"name": "Dogs", "query": "object=dog"})
    assert smart.status_code == 201
    assert short(ada, shop, q="album:Dogs") == [("album:Dogs", None)]
    assert short(ada, shop, q="album:Summer") == [("album:Summer", ("album", "Summer"))]


def test_what_people_said_names_them(ada, connect, shop):
    url = "/api/selection"
    ada.post(f"{url}/tag", json={"ids": [shop], "add": ["holiday"]})
    ada.post(f"{url}/comment", json={"ids": [shop], "text": "what a day"})
    (tag,) = why(ada, shop, q="holiday")
    assert (tag["trace"]["where"], tag["trace"]["by"]) == ("tag", "a member")
    (comment,) = why(ada, shop, comment="day")
    assert (comment["trace"]["text"], comment["trace"]["by"]) == ("what a day", "a member")


def test_what_was_said_is_told_with_its_seconds(ada, connect):
    film = photo(connect, "a.mp4", kind="video", mime="video/mp4")
    analysed(connect, film, "speech", [Finding(text="happy birthday Anna", start=12.5, end=14.0)])
    (reason,) = why(ada, film, q="birthday anna")[:1]
    assert reason["trace"]["where"] == "said"
    assert (reason["trace"]["start"], reason["trace"]["end"]) == (12.5, 14.0)


def test_rejected_evidence_is_none_and_confirmed_evidence_names_the_person(ada, connect, shop):
    first, second = why(ada, shop, object="dog")
    with connect() as conn:
        for reason, decision in ((first, "confirmed"), (second, "rejected")):
            held = verdicts.anchor(conn, shop, reason["trace"]["finding"])
            verdicts.give(conn, shop, held, decision, by="ada")
    (left,) = why(ada, shop, object="dog")
    assert (left["trace"]["finding"], left["trace"]["by"]) == (first["trace"]["finding"], "ada")


def test_a_film_with_the_same_thing_in_every_frame_is_told_briefly(ada, connect):
    film = photo(connect, "a.mp4", kind="video", mime="video/mp4")
    analysed(
        connect, film, "detect", [Finding("dog", score=0.5, box=Box(0, 0, 1, 1), start=n) for n in range(60)]
    )
    assert len(why(ada, film, q="dog")) == 12


HTMX = {"HX-Request": "true"}


def test_the_viewer_lists_why_the_search_found_the_file_and_nothing_without_a_search(ada, shop):
    page = ada.get(f"/media/{shop}?object=dog&q=grass").text
    assert "Why it was found" in page
    assert page.count('class="crop"') == 3  # the line that was read, and two dogs
    assert "Why it was found" not in ada.get(f"/media/{shop}").text


def test_evidence_is_rejected_in_place_struck_through_restored_and_undone(ada, shop):
    """Part 3, row 6: with who said so."""
    first, _ = why(ada, shop, object="dog")
    url, finding = f"/media/{shop}/verdict?object=dog", first["trace"]["finding"]
    answer = ada.post(url, data={"finding": finding, "decision": "rejected"}, headers=HTMX)
    assert answer.status_code == 200
    assert "<s>dog</s>" in answer.text
    assert "rejected by a member" in answer.text
    assert len(why(ada, shop, object="dog")) == 1
    (verdict,) = ada.get(f"/api/media/{shop}/verdicts").json["verdicts"]
    restored = ada.post(url, data={"withdraw": verdict["id"]}, headers=HTMX)
    assert "<s>" not in restored.text
    assert len(why(ada, shop, object="dog")) == 2
    deed = json.loads(restored.headers["HX-Trigger"])["marked"]["deed"]
    assert ada.post(f"/api/deeds/{deed}/undo").status_code == 200
    assert "<s>dog</s>" in ada.get(f"/media/{shop}/found").text


def test_a_label_is_rejected_everywhere_and_a_line_is_corrected_also_without_scripts(ada, shop):
    first, _ = why(ada, shop, object="dog")
    dog = first["trace"]["finding"]
    assert "nowhere in this file" in ada.get(f"/media/{shop}/verdict?finding={dog}&several=1").text
    answer = ada.post(f"/media/{shop}/verdict", data={"finding": dog, "everywhere": "dog"})
    assert answer.location == f"/media/{shop}"
    assert why(ada, shop, object="dog") == []
    (line,) = why(ada, shop, q="grass ")
    data = {"finding": line["trace"]["finding"], "decision": "corrected", "said": "Keep <off> the gras"}
    assert ada.post(f"/media/{shop}/verdict", data=data).status_code == 303
    assert "Keep &lt;off&gt; the gras" in ada.get(f"/media/{shop}").text
    empty = ada.post(f"/media/{shop}/verdict", data=data | {"said": " "}, headers=HTMX)
    assert (empty.status_code, empty.headers["HX-Retarget"]) == (200, "#judging")
    assert ada.post(f"/media/{shop}/verdict", data=data | {"said": " "}).status_code == 400


def test_a_viewer_sees_the_reasons_and_can_judge_nothing(app, connect, shop):
    viewer = browser(app, connect, "viewer")
    page = viewer.get(f"/media/{shop}?object=dog").text
    assert "Why it was found" in page
    assert "verdict" not in page
    assert (
        viewer.post(f"/media/{shop}/verdict", data={"finding": 1, "decision": "rejected"}).status_code == 403
    )


def test_the_command_line_says_why_too(shop, database, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("DATA", str(tmp_path))
    done = CliRunner().invoke(
        bowerbird, ["search", "animal grass", "--why", "--json"], catch_exceptions=False
    )
    (found,) = json.loads(done.stdout)["files"]
    told = {(reason["trace"]["text"], reason["via"]) for reason in found["why"]}
    assert told == {("dog", "animal"), ("Keep off the grass", None)}
    said = CliRunner().invoke(bowerbird, ["search", "dog", "--why"], catch_exceptions=False).stdout
    assert "object “dog”, 90%" in said


def test_a_person_is_told_with_the_distance_or_who_said_so(ada, connect, shop):
    face = Finding("face", score=0.9, box=Box(0.1, 0.1, 0.2, 0.2), embedding=(0.1,) * 128, chip=b"x")
    analysed(connect, shop, "faces", [face])
    with connect() as conn:
        person = value(conn, "INSERT INTO person (name) VALUES ('Anna') RETURNING id")
        run(conn, "INSERT INTO belonging (finding_id, media_id, person_id, state, distance)"
            " SELECT finding_id, media_id, %(person)s, 'guess', 0.31 FROM face", person=person)  # fmt: skip
    (reason,) = why(ada, shop, q="anna")
    trace = reason["trace"]
    assert (trace["where"], trace["text"], trace["distance"]) == ("person", "Anna", pytest.approx(0.31))
    assert (trace["left"], trace["by"]) == (pytest.approx(0.1), None)


@pytest.fixture
def walk(connect):
    """A photo that was named by place, has a colour and a mood, and was taken in full sun."""
    media_id = photo(
        connect, "walk.jpg", latitude=43.4, longitude=11.8, taken_from="exif", taken_at="2021-07-08 09:10:11",
        iso=100, aperture=16.0, exposure_time=0.01, width=4000, height=3000,
    )  # fmt: skip
    there = Locality("Arezzo", "Tuscany", "Italy", "IT", "Florence", 2.0, 60.4)
    analysed(connect, media_id, "place", [Finding(locality=there)])
    analysed(connect, media_id, "colour", [Finding("grey", score=0.6)])
    analysed(connect, media_id, "attributes", [Finding("happy", score=0.9)])
    return media_id


@pytest.mark.parametrize(
    ("asked", "reason", "via"),
    [
        ({"q": "tuscany "}, ("tuscany", ("place", "Arezzo, Tuscany, Italy, Europe")), None),
        ({"q": "florence "}, ("florence", ("place", "Florence, 60 km")), None),
        ({"place": "Italy/Tuscany"}, ("place", ("place", "Arezzo, Tuscany, Italy, Europe")), None),
        ({"q": "outdoor "}, ("outdoor", ("scene", "outdoors")), "outdoor"),
        ({"scene": "outdoors"}, ("outdoors", ("scene", "outdoors")), None),
        ({"q": "summertime "}, ("summertime", ("figures", "summer")), "summertime"),
        ({"q": "large "}, ("large", ("figures", "large")), None),
        ({"q": "gray "}, ("gray", ("colour", "grey")), "gray"),
        ({"colour": "grey"}, ("grey", ("colour", "grey")), None),
        ({"q": "smiling "}, ("smiling", ("look", "happy")), "smiling"),
        ({"look": "happy"}, ("happy", ("look", "happy")), None),
    ],
)
def test_places_light_colours_and_looks_are_reasons_too(ada, walk, asked, reason, via):
    assert short(ada, walk, **asked)[0] == reason
    assert why(ada, walk, **asked)[0]["via"] == via


def test_what_is_alike_by_its_hash_is_told_in_bits_in_the_grid_and_in_the_viewer(ada, connect):
    one, two = hashed(connect, 0), hashed(connect, 2**60 - 1)
    asked = f"like={one}&by=hash&sort=like"
    assert "60 bits of 256 differ" in ada.get(f"/search?{asked}").text
    assert "60 bits of 256 differ" in ada.get(f"/media/{two}?{asked}").text
    [reason] = ada.get(f"/api/media/{two}/why?{asked}").json["reasons"]
    assert (reason["trace"]["where"], reason["trace"]["bits"]) == ("similar", 60)
    assert reason["trace"]["distance"] is None


def test_the_viewer_tells_what_a_file_has_in_common_with_an_example(ada, connect):
    beach, other = (photo(connect, f"{n}.jpg", "dog umbrella") for n in range(2))
    asked = f"like={beach}&by=description&sort=like"
    [reason] = ada.get(f"/api/media/{other}/why?{asked}").json["reasons"]
    assert (reason["trace"]["where"], reason["trace"]["text"]) == ("alike", "dog, umbrella")
