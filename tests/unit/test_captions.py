"""What a picture says of itself is read, and what its camera wrote is left out."""

import pytest

from shared.decoding.captions import descriptions, telling
from shared.decoding.facts import Facts

XMP = (
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:description><rdf:Alt>"
    "<rdf:li xml:lang='x-default'>{}</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF>"
    "</x:xmpmeta>"
)


def exif(text, **more):
    return Facts(tags={"exifread": {"Image ImageDescription": text} | more})


def iptc(*given, name=b"\0\0"):
    held = b"".join(b"\x1c" + bytes(number) + len(text).to_bytes(2) + text for number, text in given)
    return b"\xff\xedPhotoshop 3.0\0" + b"8BIM\x04\x04" + name + len(held).to_bytes(4) + held


def xmp(text):
    return XMP.format(text).encode()


@pytest.mark.parametrize(
    "text",
    [
        "OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "KONICA MINOLTA DIGITAL CAMERA", "Exif_JPEG_PICTURE",
        "SAMSUNG DIGITAL CAMERA", "KODAK Digital Still Camera", "<Digimax i5, Samsung #1>", "EXIF_JPEG_T420",
        "My beautiful picture", "DCIM\\100MEDIA\\DJI_0062.JPG", "LEAD Technologies Inc. V1.01", "default",
        "Bower", "bird 1", "Bower Bird 1", "Darkroom 3.1", "(c) Ada Byron", "Ada", " \t\n", "...", "",
    ],
)  # fmt: skip
def test_what_cameras_and_programs_write_is_left_out(text):
    facts = Facts(
        make="Bower", model="Bird 1", software="Darkroom 3.1",
        tags={"exifread": {"Image Copyright": "(c) Ada Byron", "Image Artist": "Ada"}},
    )  # fmt: skip
    assert not telling(text, facts)


@pytest.mark.parametrize(
    "text",
    [
        "Our Sony DSC and its case",
        "The Olympus stadium",
        "Digital camera of my aunt",
        "Wedding",
        "夏祭り",
        "hdr",
    ],
)
def test_what_people_write_is_kept(text):
    assert telling(text, Facts(make="Sony", model="DSC-W1"))


@pytest.mark.parametrize("text", ["oznor", "edf ; rhdr", "hdrpl"])
def test_codes_of_one_maker_are_none_of_others(text):
    assert not telling(text, Facts(make="HUAWEI"))
    assert telling(text, Facts(make="Canon"))


def test_each_source_says_what_the_others_do_not():
    begin = xmp("On the &lt;b&gt;pier&lt;/b&gt;") + iptc(
        ((2, 5), b"Title"), ((2, 120), "Am Kai, früh".encode())
    )
    assert descriptions(begin, exif("At the harbour")) == {
        "xmp": "On the <b>pier</b>",
        "iptc": "Am Kai, früh",
        "exif": "At the harbour",
    }
    assert descriptions(xmp("Am Kai") + iptc(((2, 120), b"am kai ")), exif("Am  Kai!")) == {"xmp": "Am Kai"}


def test_a_caption_of_an_older_program_is_read_as_latin_1():
    assert descriptions(iptc(((2, 120), b"F\xeate"), name=b"\x03abc"), Facts()) == {"iptc": "Fête"}


@pytest.mark.parametrize(
    "begin",
    [
        b"8BIM\x04\x04", b"8BIM\x04\x04\0", b"8BIM\x04\x04\0\0\xff\xff\xff\xff\x1c\x02\x78\x7f\xff",
        iptc(((2, 120), b""))[:-2], b"8BIM\x04\x04\xff" + b"x" * 20, b"<x:xmpmeta></x:xmpmeta>",
        b"<x:xmpmeta><!DOCTYPE a [<!ENTITY b 'c'>]></x:xmpmeta>", b"<x:xmpmeta" * 1000,
    ],
)  # fmt: skip
def test_broken_and_hostile_ones_say_nothing(begin):
    assert descriptions(begin, Facts()) == {}


def test_what_cannot_be_shown_is_taken_out_and_the_rest_is_bounded():
    held = descriptions(b"", exif("a\0b\u202ec" + "d" * 10_000))["exif"]
    assert held.startswith("abcd")
    assert len(held) <= 4096
