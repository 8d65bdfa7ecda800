"""A library in which every text that others can write is markup, and the pages that show it."""

from datetime import datetime
from urllib.parse import quote

from shared.accounts import token_hash
from shared.db import album_files, albums, comments, inbox, marks, scrubs, shares, sources, tags, trash
from shared.db.connection import Connect
from shared.db.search import Selection
from shared.domain import Box, Finding, Likeness
from tests.e2e.pages.album import Album, shot
from tests.integration.web import api_token

SOURCE = "onerror=alert"  # what is left of it in the source of a page, escaped or not
MARKUP = f"<img src=x {SOURCE}(1)>\"'><script>alert(2)</script><style>*{{display:none}}</style>"
PART = MARKUP.replace("/", "∕")  # as a part of a path
LINK = "a" * 43
LIKE = Likeness(b"h" * 8, b"h" * 32, b"h" * 8, b"h" * 32)
HERE = (39.0, -6.0)

# Pages that show such text, by what is hostile on them.
PLACES = {
    "names": "/",
    "what a search found": "/?q=alert",
    "a source and a tag as filters": f"/?source={quote(MARKUP)}&tag={quote(MARKUP)}",
    "a search that finds nothing": f"/?q=zebra+{quote(MARKUP)}",
    "filters": "/filters",
    "amounts of an object": f"/filters?object={quote(MARKUP)}",
    "a day": "/on-this-day?day=05-17",
    "everything about a file": "/media/{media}",
    "album names": "/albums",
    "an album": "/albums/{album}",
    "the form of an album": "/albums/{album}/edit",
    "an album of a search": "/albums/{smart}",
    "a search to be kept": f"/albums/save?tag={quote(MARKUP)}",
    "folders": "/folders",
    "a folder": f"/folders?folder={quote(PART)}",
    "links": "/shares",
    "a new link": "/shares/new?album={album}",
    "a shared page": f"/s/{LINK}",
    "a shared file": f"/s/{LINK}/{{media}}",
    "duplicates": "/duplicates",
    "what arrived again": "/duplicates/exact",
    "the trash": "/trash",
    "statistics": "/statistics",
    "failed reasons": "/status",
    "batch sources": "/status/batches",
    "a batch to give back": "/status/return/{batch}",
    "sources of the inbox": "/settings/sources",
    "names of people": "/people",
    "a person": "/people/{person}",
    "one's own name and tokens": "/account",
    "the way on from signing in": f"/sign-in?next=/{quote(MARKUP, safe='')}",
}


def infest(album: Album, connect: Connect, person: str) -> dict[str, object]:
    """Fill a library for somebody of this id; the numbers and ids of what is to be opened."""
    first, second, third = album.keep(
        [
            (f"{PART}/{PART}.jpg", shot("coffee.png", 1, title=MARKUP)),
            (f"{PART}/second {PART}.jpg", shot("coffee.png", 2, datetime(2023, 5, 17), title=MARKUP)),
            (f"third {PART}.jpg", shot("chelsea.png", 4)),
        ],
        source=MARKUP,
    )
    album.keep([(f"again {PART}.jpg", shot("coffee.png", 1, title=MARKUP))], source=MARKUP)
    box = Box(0.1, 0.1, 0.5, 0.5)
    album.find(first, "detect", Finding(label=MARKUP, score=0.9, box=box))
    album.find(first, "ocr", Finding(text=MARKUP, score=0.9, box=box))
    album.find(first, "speech", Finding(text=MARKUP, start=0, end=1))
    for media_id in (first, second):
        album.find(media_id, "phash", Finding(likeness=LIKE))
    album.fail(second, "ocr", MARKUP)
    api_token(connect, person)
    return {"media": first, "person": person, **_decide(connect, first, second, third, person)}


def _decide(connect: Connect, first: int, second: int, third: int, person: str) -> dict[str, object]:
    with connect() as conn:
        tags.change(conn, [first, second], MARKUP, add=[MARKUP])
        comments.add(conn, [first], MARKUP, MARKUP)
        marks.place(conn, [first, second], MARKUP, HERE)
        trash.discard(conn, [third], MARKUP)
        made = albums.create(conn, MARKUP, MARKUP, MARKUP)
        album_files.add(conn, made.id, Selection(), [first, second])
        smart = albums.create(conn, f"of a search {MARKUP}", MARKUP)
        albums.search(conn, smart.id, f"tag={quote(MARKUP)}", Selection(tags=(MARKUP,)))
        terms = shares.Terms(
            title=MARKUP, album_id=made.id, query=None, scope_folder="", scope_query="", password=None,
            originals=True, nowhere=False, days=None,
        )  # fmt: skip
        shares.create(conn, token_hash(LINK), terms, (person, MARKUP))
        sources.put(conn, sources.InboxSource(PART, MARKUP, [MARKUP], [MARKUP]))
        inbox.report(conn, {PART: MARKUP})
        stray = scrubs.Verdict(PART, None, 0, "stray", MARKUP)
        scrubs.note(conn, scrubs.begin(conn, steady=True).id, [stray])
    return {"album": made.id, "smart": smart.id, "batch": 1}
