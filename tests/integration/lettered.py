"""A library of twelve known files, each called by a letter, for questions that have one right answer."""

import math

from shared.db import albums, index, media
from shared.db.connection import Connect, run, value
from shared.db.search import Selection
from shared.db.selection import First, Ordered
from shared.domain import Finding
from shared.query import ordering, reading
from shared.query.tree import Query
from tests.integration.web import analysed, photo

BASTIA, MIAMI, OSLO, FIJI = (42.70, 9.45), (25.77, -80.19), (59.91, 10.75), (-17.7, 179.9)


def _shot(connect: Connect, name: str, at: str, **more) -> int:
    place = more.pop("place", None)
    if place:
        more |= {"latitude": place[0], "longitude": place[1]}
    return photo(connect, name, taken_at=at, taken_from="DateTimeOriginal", **more)


def _spoken(connect: Connect, media_id: int, text: str) -> None:
    analysed(connect, media_id, "speech", [Finding(text=text, start=1.0, end=2.0)])
    with connect() as conn:
        index.refresh(conn, media_id)


def filled(connect: Connect) -> dict[str, int]:
    """Twelve files, each called by a letter."""
    canon = {"make": "Canon", "model": "Canon EOS 5D", "lens": "EF 50mm f/1.8"}
    nikon = {"make": "NIKON CORPORATION", "model": "NIKON D90", "lens": "AF-S 35mm"}
    phone = {"make": "Apple", "model": "iPhone 12", "software": "GIMP 2.10"}
    ids = {
        "a": _shot(connect, "Été_Zürich 0042.JPG", "2019-05-01 10:30", labels="dog cat", width=4000,
                   height=3000, iso=100, aperture=2.8, exposure_time=0.008, focal_length=50.0, size=5_000_000,
                   path="2019/rome/Été_Zürich 0042.JPG", **canon),
        "b": _shot(connect, "IMG_1.jpg", "2019-05-31 23:59", labels="dog person person person", width=3000,
                   height=4000, iso=800, aperture=1.8, size=12_000_000, place=BASTIA,
                   path="2019/rome/IMG_1.jpg", **canon),
        "c": _shot(connect, "IMG_2.jpg", "2019-12-24 18:00", labels="cat person", width=6000, height=2000,
                   iso=3200, size=900_000, place=(42.75, 9.40), path="2019/xmas/IMG_2.jpg", **nikon),
        "d": _shot(connect, "IMG_3.png", "2020-02-29 00:00", labels="car", width=1000, height=1000, size=2048,
                   mime="image/png", place=MIAMI, path="2020/IMG_3.png", text="INVOICE No 42", **phone),
        "e": _shot(connect, "IMG_4.heic", "2020-07-04 12:00", labels="person person", width=4032, height=3024,
                   mime="image/heic", place=MIAMI, path="2020/beach/IMG_4.heic",
                   size=3_000_000, iso=50, **phone),
        "f": _shot(connect, "party.mp4", "2021-03-03 20:15", kind="video", mime="video/mp4", width=1920,
                   height=1080, duration=95.5, size=80_000_000, path="films/party.mp4", labels="person dog"),
        "g": _shot(connect, "lecture.mov", "2021-09-09 09:00", kind="video", mime="video/quicktime",
                   width=1280, height=720, duration=3723.0, size=900_000_000,
                   path="films/lecture.mov", place=OSLO),
        "h": _shot(connect, "memo.mp3", "2022-01-01 08:00", kind="audio", mime="audio/mpeg", duration=30.0,
                   size=400_000, path="sound/memo.mp3"),
        "i": photo(connect, "scan.pdf", mime="application/pdf", taken_at="2023-06-15 15:00",
                   size=70_000, path="papers/scan.pdf", source="scanner", text="Happy Birthday Café"),
        "j": _shot(connect, "face one.jpg", "2022-05-05 05:05", labels="face face", width=500, height=700,
                   size=60_000, path="people/face one.jpg", source="phone", model="DSC-RX100"),
        "k": _shot(connect, "zoo.jpg", "2022-05-06 05:05", labels="elephant zebra zebra zebra", width=2500,
                   height=1000, size=61_000, path="2022/zoo/zoo.jpg", place=FIJI, iso=1600, **nikon),
        "l": _shot(connect, "empty.jpg", "1999-01-01 00:00", size=10, path="old/empty.jpg"),
    }  # fmt: skip
    with connect() as conn:
        run(conn, "UPDATE media SET kind = 'other' WHERE id = %(id)s", id=ids["i"])
    _spoken(connect, ids["f"], "happy birthday to you")
    _spoken(connect, ids["g"], "the invoice of the dog")
    _decided(connect, ids)
    return ids


def _decided(connect: Connect, ids: dict[str, int]) -> None:
    """What people say of the files."""
    with connect() as conn:
        _people(conn, ids)
        for letter, tags in {"a": ["Holiday", "rome"], "b": ["holiday", "New York"], "e": ["rome"]}.items():
            for tag in tags:
                run(conn, "INSERT INTO media_tag (media_id, name, by_name) VALUES (%(id)s, %(tag)s, 'ada')",
                    id=ids[letter], tag=tag)  # fmt: skip
        sql = "INSERT INTO comment (media_id, text, by_name) VALUES (%(id)s, %(text)s, 'ada')"
        run(conn, sql, id=ids["c"], text="The best day, a naïve one")
        run(conn, sql, id=ids["c"], text="Second")
        sql = (
            "INSERT INTO description (media_id, source, text) VALUES (%(id)s, 'iptc', 'Boats on Lake Garda')"
        )
        run(conn, sql, id=ids["d"])
        run(conn, "UPDATE media SET favourite = true WHERE id = ANY (%(ids)s)", ids=[ids["a"], ids["f"]])
        for letter, stars in {"a": 5, "b": 4, "c": 1}.items():
            run(conn, "UPDATE media SET rating = %(n)s WHERE id = %(id)s", n=stars, id=ids[letter])
        album = albums.create(conn, "Summer Days", "ada")
        run(conn, """INSERT INTO album_media (album_id, media_id, position, taken_at)
                     SELECT %(album)s, id, 1, taken_at FROM media WHERE id = ANY (%(ids)s)""",
            album=album.id, ids=[ids["a"], ids["e"]])  # fmt: skip
        run(conn, "UPDATE media SET added_at = '2024-02-03' WHERE id = %(id)s", id=ids["l"])
        run(conn, "UPDATE media SET sha512 = decode(repeat('ab', 64), 'hex') WHERE id = %(id)s", id=ids["l"])
        run(conn, """INSERT INTO sighting (claim, media_id, batch_id, path, duplicate)
                     SELECT gen_random_uuid(), id, batch_id, 'x', again
                       FROM media, (VALUES (false), (true)) AS arrived (again) WHERE id = %(id)s""",
            id=ids["d"])  # fmt: skip
        index.rewrite(conn, list(ids.values()))
        for letter, day in {
            "l": "2024-02-03",
            "a": "2024-05-01",
            "b": "2024-04-01",
            "c": "2024-06-01",
        }.items():
            run(conn, "UPDATE stamp SET at = %(day)s WHERE media_id = %(id)s", id=ids[letter], day=day)


def _people(conn, ids: dict[str, int]) -> None:
    """Anna is in b, c and f, Ben in b and e; in c there is one more whom nobody named, in e a loose face."""
    made = {name: value(conn, "INSERT INTO person (name) VALUES (%(name)s) RETURNING id", name=name)
            for name in ("Anna Berg", "Ben", "")}  # fmt: skip
    for name, letters in {"Anna Berg": "bcf", "Ben": "be", "": "c"}.items():
        for letter in letters:
            run(conn, """INSERT INTO media_person (media_id, person_id, n, taken_at)
                         SELECT id, %(person)s, 1, taken_at FROM media WHERE id = %(id)s""",
                person=made[name], id=ids[letter])  # fmt: skip
    finding = value(conn, "SELECT min(id) FROM finding WHERE media_id = %(id)s", id=ids["e"])
    run(conn, "INSERT INTO belonging (finding_id, media_id, state) VALUES (%(finding)s, %(id)s, 'loose')",
        finding=finding, id=ids["e"])  # fmt: skip
    for letter, looks in {"b": "smiling 20s", "e": "smiling"}.items():
        for look in looks.split():
            _label(conn, ids[letter], look, "look")
    _place(conn, ids["b"], ("Bastia", "Corsica", "France", "FR", "Bastia"))
    _place(conn, ids["c"], ("Île-Rousse", "Corsica", "France", "FR", "Bastia"))
    _place(conn, ids["g"], ("Oslo", "Oslo", "Norway", "NO", "Oslo"))
    _label(conn, ids["a"], "red", "colour")
    _label(conn, ids["k"], "outdoors", "scene")
    for letter, angle in {"a": 0.0, "b": 0.2, "c": 3.0}.items():
        sight = [math.cos(angle), math.sin(angle), *[0.0] * 638]
        run(conn, """INSERT INTO picture (finding_id, media_id, embedding)
                     SELECT min(id), media_id, %(sight)s::halfvec(640) FROM finding
                      WHERE media_id = %(id)s GROUP BY media_id""",
            sight=str(sight), id=ids[letter])  # fmt: skip


def _place(conn, media_id: int, names: tuple[str, ...]) -> None:
    sql = """INSERT INTO finding (analysis_id, media_id) SELECT min(id), media_id FROM analysis
              WHERE media_id = %(id)s GROUP BY media_id RETURNING id"""
    finding = value(conn, sql, id=media_id)
    run(conn, """INSERT INTO media_place (media_id, finding_id, city, region, country, country_code, near,
                                          kilometres, taken_at)
                 SELECT id, %(finding)s, names[1], names[2], names[3], names[4], names[5], 1, taken_at
                   FROM media, (VALUES (%(names)s::text[])) AS given (names) WHERE id = %(id)s""",
        finding=finding, id=media_id, names=list(names))  # fmt: skip


def _label(conn, media_id: int, label: str, kind: str) -> None:
    run(conn, """INSERT INTO media_label (media_id, label, kind, n, score, taken_at)
                 SELECT id, %(label)s, %(kind)s, 1, 1, taken_at FROM media WHERE id = %(id)s""",
        label=label, kind=kind, id=media_id)  # fmt: skip


def selected(text: str, ids: dict[str, int]) -> Selection:
    """What a question asks for; `#a` in it is the number of the file a."""
    for letter, media_id in ids.items():
        text = text.replace(f"#{letter}", str(media_id))
    read = reading.read(text)
    assert read.query is not None, read.error
    return ordered(read.query)


def ordered(query: Query) -> Selection:
    """What a question asks for, in its order and up to its limit."""
    order, limit = query.order, query.limit
    way = Ordered(ordering.sort(order) if order else "newest", counted=ordering.counted(order))
    first = First(limit, way) if limit else None
    return Selection(query=query.condition, first=first, **vars(way))


def found(connect: Connect, selection: Selection, ids: dict[str, int]) -> str:
    """The letters of the files that are found, in order."""
    letters = {media_id: letter for letter, media_id in ids.items()}
    with connect() as conn:
        return "".join(letters[tile.id] for tile in media.page(conn, selection).items)
