"""A library with something on every screen, and the screens."""

import io
from datetime import datetime, timedelta

from shared import places
from shared.db import (
    album_files,
    albums,
    analyses,
    candidates,
    comments,
    editions,
    leases,
    marks,
    persons,
    regions,
    tags,
    trash,
    weighing,
    xmp_readings,
)
from shared.db.connection import Connect, Connection, value
from shared.db.regions import Place
from shared.db.search import Selection
from shared.db.xmp_readings import Origin, Read
from shared.domain import PICTURE, Box, Finding, Job, Likeness
from shared.xmp.regions import Named
from shared.xmp.words import Words
from tests.e2e.pages.album import BADGE, CAT, COFFEE, FACE, PERSON, SHOTS, Album, original, roll, shot
from tests.e2e.pages.film import film
from tests.e2e.pages.points import mark
from tests.integration.declared import Declared
from tests.integration.faces import embedding, settle

BY = "ada"
PHOTOS = 30
TOWNS = ((42.697, 9.45), (47.37, 8.54), (48.85, 2.35), (-33.86, 151.2), (40.71, -74.0))
COLOURS = (
    *("red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink"),
    *("brown", "white", "grey", "black"),
)
PALETTE = ("#2c3e50", "#d35400", "#ecf0f1", "#16a085", "#f1c40f", "#8e44ad", "#7f8c8d", "#c0392b")
KNOWN = {"astronaut.png": (*PERSON, *FACE, *BADGE), "chelsea.png": CAT, "coffee.png": COFFEE}

OTHERWISE = (
    Finding(label="cat", score=0.88, box=Box(0.2, 0.05, 0.68, 0.9)),
    Finding(label="bowl", score=0.35, box=Box(0.3, 0.4, 0.3, 0.3)),
)

# Every page that a person can open, by the name of its pictures; `{media}` and `{album}` are numbers.
SCREENS = {
    "mistake": "/?q=(dog",
    "some-words": "/?q=happy+holiday+",
    "sentence": "/?q=two+dogs+in+Miami+last+summer",
    "library": "/",
    "search": "/?q=cat",
    "filters": "/filters",
    "filters-places": "/filters?place=France&colour=blue",
    "nothing-found": "/?q=zebra",
    "on-this-day": "/on-this-day?day=09-21",
    "viewer": "/media/{media}",
    "similar": "/search?like={media}&sort=like",
    "why": "/media/{media}?q=person&rating=4",
    "judge": "/media/{media}/verdict?finding={finding}",
    "moments": "/moments?q=cat",
    "no-moments": "/moments?q=zebra",
    "film": "/media/{film}?q=said%3Acat+object%3Acat",
    "map": "/map",
    "people": "/persons",
    "person": "/persons/{person}",
    "look-over": "/persons/{person}?view=check",
    "faces-of-nobody": "/persons/loose",
    "conflicts": "/persons/conflicts",
    "like-a-face": "/faces/{face}",
    "albums": "/albums",
    "album": "/albums/{album}",
    "album-edit": "/albums/{album}/edit",
    "keep-search": "/albums/save?q=cat",
    "folders": "/folders",
    "folder": "/folders?folder=Holidays",
    "shared-links": "/shares",
    "share": "/shares/new?album={album}",
    "upload": "/upload",
    "live": "/live",
    "activity": "/status",
    "batches": "/status/batches",
    "give-back": "/status/return/{batch}",
    "statistics": "/statistics",
    "duplicates": "/duplicates",
    "arrived-again": "/duplicates/exact",
    "trash": "/trash",
    "users": "/people",
    "settings": "/settings",
    "models": "/settings/analyzers/detect/models",
    "sources": "/settings/sources",
    "seasons": "/settings/seasons",
    "same": "/search?like={media}&by=description&sort=like",
    "xmp": "/settings/xmp",
    "privacy": "/outbound",
    "account": "/account",
    "sign-in": "/sign-in",
    "offline": "/offline",
}


def furnish(album: Album, connect: Connect) -> dict[str, int]:
    """Fill a library; the numbers of a file and of an album to open."""
    reel, files = film(album), roll(PHOTOS)
    files += [("Copies/IMG_1.jpg", shot("chelsea.png", 900, datetime(2024, 9, 20, 9, 0)))]
    ids = album.keep(files, source="Ada's camera")
    album.keep(files[:2], source="an old stick")
    for place, media_id in enumerate(ids):
        name = SHOTS[place % 6] if place < PHOTOS else "chelsea.png"
        album.find(media_id, "detect", *KNOWN.get(name, ()))
        album.find(
            media_id,
            "phash",
            Finding(likeness=_hashes(1 if name == "chelsea.png" and place > 24 else place + 2)),
        )
        album.find(media_id, "classify", Finding(picture=_looking(SHOTS.index(name), place / 60)))
    with connect() as conn:
        analyses.register(conn, Declared("nsfw", discreet=True))
    _people(album, connect, ids)
    _try(connect, ids)
    album.fail(ids[5], "ocr", "no picture could be made of this file")
    _decide(connect, ids)
    _tell(album, ids)
    mark(album, ids[0], files[0][1])
    with connect() as conn:
        made = albums.create(conn, "Corsica 2024", BY, "Two weeks between the sea and the mountains.")
        album_files.add(conn, made.id, Selection(), ids[2:14])
        albums.create(conn, "Empty so far", BY)
        trash.discard(conn, ids[20:23], BY)
        (person,) = persons.named(conn, "Eileen Collins")
        numbers = {
            "finding": value(conn, "SELECT min(id) FROM finding WHERE media_id = %(id)s", id=ids[0]),
            "face": value(conn, "SELECT min(finding_id) FROM belonging WHERE media_id = %(id)s", id=ids[0]),
            "batch": value(conn, "SELECT batch_id FROM media WHERE id = %(id)s", id=ids[0]),
        }
    return numbers | {"media": ids[0], "film": reel, "album": made.id, "person": person}


def _people(album: Album, connect: Connect, ids: list[int]) -> None:
    """Somebody with a name in some files, groups without one, faces of nobody, and a pet."""
    whose = ("eileen",) * 5 + ("anna",) * 4 + ("ben",) * 3 + ("carl", "dora", "emil", "frida")
    for n, who in enumerate(whose):
        apart = 0.8 if n == 4 else 0.3
        found = Finding(
            label="face", score=0.9, box=FACE[0].box, embedding=embedding(who, n, apart), chip=_chip(n)
        )
        album.find(ids[n], "faces", found)
    settle(connect)
    with connect() as conn:
        sql = "SELECT person_id FROM belonging WHERE media_id = %(id)s"
        persons.name(conn, value(conn, sql, id=ids[0]), "Eileen Collins", BY)
        persons.name(conn, value(conn, sql, id=ids[5]), "Anna", BY)
        regions.name_region(conn, Place(ids[1], Box(0.2, 0.1, 0.6, 0.8)), "Chelsea", BY, kind="pet")
        dispute(conn, ids[1], Box(0.22, 0.1, 0.6, 0.8), "Chelsea Cat")


def dispute(conn: Connection, media_id: int, box: Box, name: str) -> None:
    """A sidecar that says other than people do: a name in a box, a tag that was taken away, and stars."""
    origin = Origin("2024/a.jpg.xmp", "2024/a.jpg.xmp")
    marks.rate(conn, [media_id], BY, 5)
    read = Read((Named(name, "pet", box),), Words(("sofa",), 2, "On the sofa, asleep since noon"))
    xmp_readings.note(conn, media_id, origin, sha512="00", read=read)
    weighing.weigh(conn, media_id)


def _chip(n: int) -> bytes:
    """A crop as the analyzer keeps it."""
    written = io.BytesIO()
    left = 150 + n * 3
    original("astronaut.png").crop((left, 50, left + 150, 200)).save(written, "WEBP")
    return written.getvalue()


def _try(connect: Connect, ids: list[int]) -> None:
    """A candidate that sees some things otherwise."""
    with connect() as conn:
        edition = editions.begin(conn, "detect", "yolo11n.onnx", sample=200, by=BY)
        candidates.take_up(conn, edition, Declared("detect", model="yolo11n.onnx@0123456789ab"))
    for place, media_id in enumerate(ids[:10]):
        seen = KNOWN.get(SHOTS[place % 6], ())
        found = [*seen[1:], *OTHERWISE] if place % 3 else seen
        with connect() as conn:
            job = Job(media_id, "detect", 1, edition=edition)
            lease = leases.claim(conn, job, worker="w", seconds=60, attempts=5)
            assert lease
            leases.finish(conn, lease, list(found), model="yolo11n.onnx@0123456789ab")


def _decide(connect: Connect, ids: list[int]) -> None:
    with connect() as conn:
        marks.favour(conn, ids[::5], BY, on=True)
        marks.rate(conn, ids[::4], BY, 4)
        tags.change(conn, ids[:6], BY, add=["holiday", "Corsica"])
        comments.add(conn, ids[:1], BY, "On the morning of the start.")
        for place, media_id in enumerate(ids[1::2]):
            latitude, longitude = TOWNS[place % len(TOWNS)]
            marks.place(conn, [media_id], BY, (latitude + place / 500, longitude - place / 700))
        years = timedelta(days=366)
        marks.date(conn, ids[6:9], BY, shift=-years.total_seconds())


def _tell(album: Album, ids: list[int]) -> None:
    """Places, colours and looks, as their analyzers tell them."""
    for number, media_id in enumerate(ids[1::2]):
        there = places.locate(*TOWNS[number % len(TOWNS)])
        album.find(media_id, "place", Finding(locality=there))
    for number, media_id in enumerate(ids):
        first, second = COLOURS[number % 12], COLOURS[(number + 5) % 12]
        named = Finding(label=first, score=0.6), Finding(label=second, score=0.3)
        album.find(media_id, "colour", Finding(palette=PALETTE), *named)
    face = Finding(score=0.9, box=FACE[0].box)
    words = ("30s", 1.0), ("woman", 0.97), ("happy", 0.9)
    album.find(
        ids[0],
        "attributes",
        *(Finding(label=word, score=sure, box=face.box, parent=face) for word, sure in words),
    )


def _hashes(seed: int) -> Likeness:
    bits = bytes((seed * 89 + n * n * 57) % 251 for n in range(32))
    return Likeness(bytes([seed] * 8), bits, bytes([seed ^ 255] * 8), bits[::-1])


def _looking(scene: int, away: float) -> tuple[float, ...]:
    """What a picture of a scene looks like, `away` of 1 being as far as another scene."""
    numbers = [0.0] * PICTURE
    numbers[scene], numbers[-1] = 1 - away, away
    length = sum(number * number for number in numbers) ** 0.5
    return tuple(number / length for number in numbers)
