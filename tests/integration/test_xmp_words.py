"""Tags, stars and descriptions come in with XMP, and never against what a person decided here (H28)."""

from io import BytesIO

import pytest
from PIL import Image

from shared.db import comments, disputes, marks, said, tags
from shared.db.connection import value
from shared.decoding import Decoder
from shared.keeping import Keeper
from shared.keeping.xmp_in import Reader
from tests.integration import beside as there
from tests.integration.beside import beside, step, write
from tests.integration.intake import Library

library, photo = there.library, there.photo
WHERE = "trip/a.jpg.xmp"
ONLY = """<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/'
 xmlns:digiKam='http://www.digikam.org/ns/1.0/' xmlns:lr='http://ns.adobe.com/lightroom/1.0/' {rating}>
{tags}{text}</rdf:Description></rdf:RDF></x:xmpmeta>"""


def xmp(*names, stars=None, text=None, listed="digiKam:TagsList"):
    """A sidecar as programs write it."""
    items = "".join(f"<rdf:li>{name}</rdf:li>" for name in names)
    words = f"<rdf:Alt><rdf:li xml:lang='x-default'>{text}</rdf:li></rdf:Alt>"
    given = ONLY.format(
        rating=f"xmp:Rating='{stars}'" if stars is not None else "",
        tags=f"<{listed}><rdf:Seq>{items}</rdf:Seq></{listed}>" if names else "",
        text=f"<dc:description>{words}</dc:description>" if text else "",
    )
    return given.encode()


def take(library, given):
    library.take(given, WHERE)
    step(library)


def told(library, photo):
    """Its tags, stars and comments, each with whose word it is."""
    with library.connect() as conn:
        names = value(
            conn,
            "SELECT coalesce(jsonb_agg(name || ' by ' || by_name ORDER BY name), '[]') FROM media_tag"
            " WHERE media_id = %(id)s",
            id=photo,
        )
        stars = value(conn, "SELECT rating FROM media WHERE id = %(id)s", id=photo)
        return names, stars, [f"{one.text} by {one.by_name}" for one in comments.of(conn, photo)]


def conflicts(library):
    with library.connect() as conn:
        return [
            (one["what"], one["name"], one["here"])
            for file in disputes.disputed(conn)
            for one in file.conflicts
        ]


def test_words_of_a_sidecar_come_in_with_it_and_are_found(library, photo):
    take(library, xmp("Places/Italy/Rome", "Holiday", stars=4, text="On the &lt;b&gt;morning&lt;/b&gt;"))
    assert told(library, photo) == (
        ["Holiday by XMP", "Rome by XMP"], 4, ["On the <b>morning</b> by XMP"],
    )  # fmt: skip
    assert conflicts(library) == []
    with library.connect() as conn:
        found = "SELECT document @@ to_tsquery('simple', 'rome & morning') FROM media_text"
        assert value(conn, found)
        assert said.of(conn, photo)[1] is False  # people said nothing of it: nothing is to be written
    assert write(library, photo).state == "nothing"


@pytest.mark.parametrize(
    ("listed", "names"), [("dc:subject", ["a", "b"]), ("lr:hierarchicalSubject", ["x|a", "y|b"])]
)
def test_tags_are_read_however_a_program_lists_them(library, photo, listed, names):
    take(library, xmp(*names, listed=listed))
    assert told(library, photo)[0] == ["a by XMP", "b by XMP"]


@pytest.mark.parametrize("stars", ["0", "-1", "6", "many", ""])
def test_stars_that_are_none_are_none(library, photo, stars):
    take(library, xmp(stars=stars))
    assert told(library, photo)[1] is None


def test_a_newer_sidecar_takes_back_and_changes_what_it_gave(library, photo):
    take(library, xmp("a", "b", stars=4, text="one"))
    take(library, xmp("b", "c", stars=2, text="two"))
    assert told(library, photo) == (["b by XMP", "c by XMP"], 2, ["two by XMP"])
    take(library, xmp())
    assert told(library, photo) == ([], None, [])
    assert conflicts(library) == []


def test_what_a_person_decided_before_holds_and_is_a_conflict(library, photo):
    with library.connect() as conn:
        marks.rate(conn, [photo], "ada", 5)
        tags.change(conn, [photo], "ada", add=["mine"])
        comments.add(conn, [photo], "ada", "my words")
    take(library, xmp("Mine", "theirs", stars=2, text="their words"))
    names, stars, texts = told(library, photo)
    assert (stars, names) == (5, ["mine by ada", "theirs by XMP"])
    assert texts == ["my words by ada", "their words by XMP"]  # comments stand beside each other
    assert conflicts(library) == [("rating", "2", "5")]


def test_what_a_person_changed_since_stays_through_every_newer_sidecar(library, photo):
    take(library, xmp("a", "b", stars=4, text="one"))
    with library.connect() as conn:
        tags.change(conn, [photo], "ada", remove=["a"])
        marks.rate(conn, [photo], "ada", 1)
        comments.remove(conn, comments.of(conn, photo)[0], "ada")
    take(library, xmp("a", "b", "c", stars=3, text="one more"))
    assert told(library, photo) == (["b by XMP", "c by XMP"], 1, [])
    assert conflicts(library) == [("rating", "3", "1"), ("tag", "a", ""), ("description", "one more", "")]


def test_stars_that_a_person_took_away_stay_away(library, photo):
    take(library, xmp(stars=4))
    with library.connect() as conn:
        marks.rate(conn, [photo], "ada", None)
    take(library, xmp("new", stars=4))
    assert told(library, photo)[1] is None
    assert conflicts(library) == [("rating", "4", "")]


def test_reading_what_was_written_here_changes_nothing(library, photo):
    with library.connect() as conn:
        marks.rate(conn, [photo], "ada", 5)
        tags.change(conn, [photo], "ada", add=["mine"])
        comments.add(conn, [photo], "ada", "first")
        comments.add(conn, [photo], "bob", "second")
    before = told(library, photo)
    assert write(library, photo).state == "written"
    step(library)
    assert Reader(library.connect, library.storage).picture(photo) == []
    assert (told(library, photo), conflicts(library)) == (before, [])
    assert write(library, photo).state == "same"


def test_what_was_exported_and_then_taken_away_here_does_not_come_back(library, photo):
    with library.connect() as conn:
        tags.change(conn, [photo], "ada", add=["gone", "kept"])
        marks.rate(conn, [photo], "ada", 5)
    write(library, photo)
    with library.connect() as conn:
        tags.change(conn, [photo], "ada", remove=["gone"])
    take(library, beside(library).read_bytes().replace(b">5<", b">4<"))
    assert told(library, photo)[:2] == (["kept by ada"], 5)
    assert conflicts(library) == [("rating", "4", "5"), ("tag", "gone", "")]


def test_writing_a_sidecar_ends_its_conflicts(library, photo):
    with library.connect() as conn:
        marks.rate(conn, [photo], "ada", 5)
    take(library, xmp(stars=2))
    assert conflicts(library) == [("rating", "2", "5")]
    assert write(library, photo).state == "written"
    step(library)
    assert conflicts(library) == []
    assert told(library, photo)[1] == 5


def test_a_sidecar_goes_before_the_picture_itself(connect, tmp_path):
    """H28; and a camera's description of its own is no comment."""
    library, file = Library(connect, tmp_path), BytesIO()
    Image.new("RGB", (400, 300)).save(file, "JPEG", xmp=xmp("inner", stars=1, text="CAMERA"))
    with Decoder() as decoder:
        library.keeper = Keeper(connect, library.storage, decoder, min_free=0)
        photo = library.take(file.getvalue(), "trip/a.jpg").media_id
        step(library)
        assert told(library, photo) == (["inner by XMP"], 1, [])
        take(library, xmp("outer", stars=3))
        names, stars, _ = told(library, photo)
    assert (stars, "outer by XMP" in names) == (3, True)
    with connect() as conn:
        marks.rate(conn, [photo], "ada", 5)
    assert Reader(connect, library.storage).picture(photo) == []
    assert told(library, photo)[1] == 5


def test_hostile_words_are_words(library, photo):
    take(library, xmp("&lt;script&gt;alert(1)&lt;/script&gt;", "x" * 300, "\u202e", text="y" * 9000))
    names, _, (text,) = told(library, photo)
    assert [len(name) for name in names] == [len("script> by XMP"), 100 + len(" by XMP")]
    assert 4000 < len(text) <= comments.LONGEST
    with library.connect() as conn:
        assert value(conn, "SELECT max(length(name)) FROM media_tag") == 100
