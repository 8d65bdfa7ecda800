"""What a picture says of itself is shown with its source and found, as text and nothing else."""

from io import BytesIO

from PIL import Image

from shared.db import index, media
from shared.db.connection import run, value
from shared.db.selection import Selection
from shared.decoding import Decoder
from shared.domain import Decoded, MediaKind
from shared.keeping import Keeper, captions_in
from tests.integration.intake import Library
from tests.integration.test_xmp_words import xmp
from tests.integration.web import photo
from tests.samples import exif

HOSTILE = "<script>alert(1)</script> \u202eFête"


def picture(*, image, **more):
    tags, file = exif(), BytesIO()
    tags[0x010E] = image.encode()
    Image.new("RGB", (400, 300)).save(file, "JPEG", exif=tags.tobytes(), **more)
    return file.getvalue()


def kept(connect, tmp_path, *pictures):
    library = Library(connect, tmp_path)
    with Decoder() as decoder:
        library.keeper = Keeper(connect, library.storage, decoder, min_free=0)
        return [library.take(one, f"{n}.jpg").media_id for n, one in enumerate(pictures)]


def said(connect, media_id):
    with connect() as conn:
        sql = "SELECT jsonb_object_agg(source, text) FROM description WHERE media_id = %(id)s"
        return value(conn, sql, id=media_id)


def described(connect, media_id, text, source="xmp"):
    with connect() as conn:
        sql = "INSERT INTO description (media_id, source, text) VALUES (%(id)s, %(source)s, %(text)s)"
        run(conn, sql, id=media_id, source=source, text=text)
        index.rewrite(conn, [media_id])


def found(ada, query):
    return [tile["id"] for tile in ada.get("/api/media", query_string={"q": query}).json["items"]]


def test_descriptions_of_a_picture_come_in_with_it_and_those_of_cameras_do_not(connect, tmp_path):
    one, two = kept(
        connect,
        tmp_path,
        picture(image="Le quai à Bastia", xmp=xmp(text="At the pier")),
        picture(image="OLYMPUS DIGITAL CAMERA         "),
    )
    assert said(connect, one) == {"xmp": "At the pier", "exif": "Le quai à Bastia"}
    assert said(connect, two) is None
    with connect() as conn:
        assert [one] == [tile.id for tile in media.page(conn, Selection(text="bastia pier ")).items]
        assert media.count(conn, Selection(text="olympus ")) == 0


def test_they_are_asked_for_by_a_key_of_their_own_and_told_as_the_reason(ada, connect):
    one, two = photo(connect, "1.jpg"), photo(connect, "2.jpg")
    described(connect, one, "The wedding of Ben")
    described(connect, two, "A funeral", "iptc")
    assert found(ada, "description:wedding") == found(ada, 'caption:"the wedding"') == [one]
    assert found(ada, "exists(description)") == [two, one]
    assert found(ada, "comment:wedding") == []
    (reason,) = ada.get(f"/api/media/{two}/why?q=description:funeral").json["reasons"]
    told = reason["trace"]
    assert (told["where"], told["text"], told["source"]) == ("description", "A funeral", "iptc")
    assert "IPTC" in ada.get(f"/media/{two}?q=funeral").text


def test_hostile_text_is_text(ada, connect):
    one = photo(connect)
    described(connect, one, HOSTILE, "exif")
    page = ada.get(f"/media/{one}?q=alert").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "from EXIF" in page
    assert ada.get(f"/api/media/{one}").json["descriptions"] == [{"source": "exif", "text": HOSTILE}]


def test_a_file_that_goes_takes_its_description_along(connect):
    one = photo(connect)
    described(connect, one, "gone")
    with connect() as conn:
        run(conn, "DELETE FROM media WHERE id = %(id)s", id=one)
        assert value(conn, "SELECT count(*) FROM description") == 0


def test_what_a_decoder_says_is_kept_as_it_is(connect, tmp_path):
    given = Decoded(MediaKind.IMAGE, "image/jpeg", tags={"descriptions": {"iptc": "early", "exif": ""}})

    class Fake:
        def decode(self, *_):
            return given

    assert said(connect, Library(connect, tmp_path, Fake()).take(b"x", "a.jpg").media_id) == {"iptc": "early"}


def test_pictures_of_an_earlier_release_are_read_once_for_what_they_say(ada, connect, tmp_path):
    tag = b"\x1c\x02\x78" + len(b"The wedding of Ben").to_bytes(2) + b"The wedding of Ben"
    caption = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + len(tag).to_bytes(4) + tag
    marker = b"\xff\xed" + (len(caption) + 2).to_bytes(2) + caption
    plain = [picture(image=text) for text in ("At the pier", "The Wedding of Ben")]
    one, two = kept(connect, tmp_path, *(file[:2] + marker + file[2:] for file in plain))
    missing = photo(connect, "missing.jpg", path="missing.jpg")
    with connect() as conn:
        run(conn, "DELETE FROM description WHERE source = 'iptc' OR media_id = %(id)s", id=two)
        run(conn, "INSERT INTO description VALUES (%(id)s, 'exif', 'The Wedding of Ben')", id=two)
        run(conn, "INSERT INTO caption_due SELECT id FROM media")
        index.rewrite(conn, [one, two])
    assert one not in found(ada, "description:wedding")
    captions_in.step(connect, Library(connect, tmp_path).storage)
    assert said(connect, one) == {"iptc": "The wedding of Ben", "exif": "At the pier"}
    assert said(connect, two) == {"exif": "The Wedding of Ben"}, "the same words are not told twice"
    assert said(connect, missing) is None
    with connect() as conn:
        assert value(conn, "SELECT count(*) FROM caption_due") == 0
        index.rewrite(conn, value(conn, "SELECT array_agg(media_id) FROM text_due"))
    assert found(ada, "description:wedding") == [two, one]
