"""Regions and words in XMP: both ways, all orientations, what others wrote kept, hostile XML harmless."""
# ruff: noqa: E501  # documents as programs write them

import json
import subprocess
from datetime import datetime

import pytest
from PIL import Image, ImageOps

from shared.domain import Box
from shared.xmp import tree
from shared.xmp.boxes import stored, upright
from shared.xmp.packet import embedded
from shared.xmp.regions import Named, Stored, read
from shared.xmp.writing import Said, Written, apply

BOX = Box(0.1, 0.2, 0.25, 0.3)
ANNA = Named("Anna Müller & <Söhne>", "person", BOX)
REX = Named("Rex", "pet", Box(0.6, 0.5, 0.3, 0.4))
PLAIN = Stored(4000, 3000, 1)
ALL = Said(
    (ANNA, REX), ("Anna Müller & <Söhne>",), ("holiday", "Corsica"), 4, "On the <b>morning</b>",
    datetime(2021, 7, 8, 9, 10, 11), (42.697, -9.45),
)  # fmt: skip
OTHER = b"""<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>
<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
<!-- a remark -->
<rdf:Description rdf:about='' xmlns:darktable='http://darktable.sf.net/' darktable:history_end='3'
  xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='2'>
 <darktable:history><rdf:Seq><rdf:li darktable:operation='exposure' darktable:params='000042'/></rdf:Seq></darktable:history>
 <dc:subject xmlns:dc='http://purl.org/dc/elements/1.1/'><rdf:Bag><rdf:li>theirs</rdf:li></rdf:Bag></dc:subject>
 <dc:description xmlns:dc='http://purl.org/dc/elements/1.1/'><rdf:Alt><rdf:li xml:lang='x-default'>Their words</rdf:li></rdf:Alt></dc:description>
 <mwg-rs:Regions xmlns:mwg-rs='http://www.metadataworkinggroup.com/schemas/regions/'
   xmlns:stArea='http://ns.adobe.com/xmp/sType/Area#' rdf:parseType='Resource'><mwg-rs:RegionList><rdf:Bag>
   <rdf:li><rdf:Description mwg-rs:Name='Ben' mwg-rs:Type='Face'>
     <mwg-rs:Area stArea:x='0.5' stArea:y='0.5' stArea:w='0.2' stArea:h='0.4' stArea:unit='normalized'/></rdf:Description></rdf:li>
   <rdf:li><rdf:Description mwg-rs:Type='BarCode' mwg-rs:Name='4006381333931'>
     <mwg-rs:Area stArea:x='0.9' stArea:y='0.9' stArea:w='0.1' stArea:h='0.1' stArea:unit='normalized'/></rdf:Description></rdf:li>
 </rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"""


def close(one, other):
    return one == pytest.approx(other, abs=1e-5)


def edges(box):
    return list(vars(box).values())


def exiftool(data, tmp_path):
    file = tmp_path / "a.xmp"
    file.write_bytes(data)
    told = subprocess.run(["exiftool", "-j", "-struct", "-n", file], capture_output=True, check=True).stdout
    found = json.loads(told)[0]
    assert "Warning" not in found, found
    return found


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_box_turns_with_its_picture_and_back(orientation):
    """What Pillow makes of a picture with a mark in it says where the box goes."""
    picture = Image.new("L", (200, 100))
    picture.paste(255, (20, 30, 80, 50))
    picture.getexif()[0x0112] = orientation
    copy = picture.copy()
    copy.getexif()[0x0112] = orientation
    shown = ImageOps.exif_transpose(copy)
    left, top, right, bottom = shown.getbbox()
    expected = Box(
        left / shown.width, top / shown.height, (right - left) / shown.width, (bottom - top) / shown.height
    )
    box = Box(0.1, 0.3, 0.3, 0.2)
    assert close(edges(upright(box, orientation)), edges(expected))
    assert close(edges(stored(upright(box, orientation), orientation)), edges(box))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_what_is_written_is_what_exiftool_reads_and_what_is_read_again(orientation, tmp_path):
    root, picture = tree.empty(), Stored.of(4000, 3000, orientation)
    apply(root, ALL, Written(), picture)
    data = tree.written(root)
    told = exiftool(data, tmp_path)
    regions = told["RegionInfo"]
    turned = orientation >= 5
    assert regions["AppliedToDimensions"] == {
        "W": 3000 if turned else 4000, "H": 4000 if turned else 3000, "Unit": "pixel",
    }  # fmt: skip
    first = regions["RegionList"][0]
    where = stored(BOX, orientation)
    area = [first["Area"][key] for key in "XYWH"]
    assert (first["Name"], first["Type"]) == (ANNA.name, "Face")
    assert close(
        area, [where.left + where.width / 2, where.top + where.height / 2, where.width, where.height]
    )
    assert (told["Subject"], told["PersonInImage"]) == (["holiday", "Corsica"], ANNA.name) or told[
        "PersonInImage"
    ] == [ANNA.name]
    assert (told["Rating"], told["Description"]) == (4, "On the <b>morning</b>")
    assert close([told["GPSLatitude"], told["GPSLongitude"]], [42.697, -9.45])
    assert told["DateTimeOriginal"] == "2021:07:08 09:10:11"
    again = read(tree.parsed(data), picture)
    assert [(one.name, one.kind) for one in again] == [(ANNA.name, "person"), ("Rex", "pet")]
    assert close(edges(again[0].box), edges(BOX))


def test_what_another_program_wrote_stays_and_what_people_said_comes_beside_it(tmp_path):
    root = tree.parsed(OTHER)
    apply(root, ALL, Written(), PLAIN)
    data = tree.written(root)
    told = exiftool(data, tmp_path)
    assert [one["Name"] for one in told["RegionInfo"]["RegionList"]][:2] == ["Ben", 4006381333931]
    assert len(told["RegionInfo"]["RegionList"]) == 4
    assert told["Subject"] == ["theirs", "holiday", "Corsica"]
    assert (told["Rating"], told["Description"]) == (4, "Their words")
    assert b'darktable:history_end="3"' in data
    assert b'darktable:params="000042"' in data
    assert b"<!-- a remark -->" in data


def test_what_people_took_back_is_taken_out_again_and_nothing_else():
    root = tree.parsed(OTHER)
    before = sorted(one.tag for one in root.iter() if isinstance(one.tag, str))
    apply(root, Said(ALL.regions, ALL.people, ALL.tags), Written(), PLAIN)
    again = tree.parsed(tree.written(root))
    apply(again, Said(), Written.of(ALL.plain() | {"simple": []}), PLAIN)
    assert [one.name for one in read(again, PLAIN)] == ["Ben"]
    after = sorted(one.tag for one in tree.parsed(tree.written(again)).iter() if isinstance(one.tag, str))
    assert [tag for tag in after if "AppliedTo" not in tag and "Dimensions" not in tag] == before


def test_writing_the_same_twice_changes_nothing():
    root = tree.parsed(OTHER)
    told = apply(root, ALL, Written(), PLAIN)
    once = tree.written(root)
    again = tree.parsed(once)
    assert apply(again, ALL, Written.of(json.loads(json.dumps(told))), PLAIN) == told
    assert tree.written(again) == once


def test_regions_of_microsoft_are_read():
    root = tree.parsed(
        b"""<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
        <rdf:Description xmlns:MP='http://ns.microsoft.com/photo/1.2/' xmlns:MPRI='http://ns.microsoft.com/photo/1.2/t/RegionInfo#'
          xmlns:MPReg='http://ns.microsoft.com/photo/1.2/t/Region#'><MP:RegionInfo rdf:parseType='Resource'><MPRI:Regions><rdf:Bag>
          <rdf:li MPReg:PersonDisplayName='Cleo' MPReg:Rectangle='0.1, 0.2, 0.25, 0.3'/>
          <rdf:li MPReg:PersonDisplayName='Nobody' MPReg:Rectangle='nan, 1e999, x'/>
          <rdf:li MPReg:PersonDisplayName='Outside' MPReg:Rectangle='1.5, 0.2, 0.25, 0.3'/>
        </rdf:Bag></MPRI:Regions></MP:RegionInfo></rdf:Description></rdf:RDF></x:xmpmeta>"""
    )
    (cleo,) = read(root, PLAIN)
    assert (cleo.name, close(edges(cleo.box), edges(BOX))) == ("Cleo", True)


def test_regions_that_were_drawn_on_the_upright_picture_are_not_turned_again():
    root, shown = tree.empty(), Stored(3000, 4000, 1)
    apply(root, Said((ANNA,)), Written(), shown)  # as a program does that turns pictures first
    (anna,) = read(tree.parsed(tree.written(root)), Stored(4000, 3000, 6))
    assert close(edges(anna.box), edges(BOX))


BILLION = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><x>&b;</x>"


@pytest.mark.parametrize(
    "hostile",
    [
        BILLION,
        b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>",
        b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
        BILLION.decode().encode("utf-16"),
        b"<a>" * 100_000,
        b"<a>" * 65 + b"</a>" * 65,
        b"<r>" + b"<a/>" * 60_000 + b"</r>",
        b"<r " + b" ".join(b"a%d='1'" % n for n in range(60_000)) + b"/>",
        b" " * (5 << 20),
        b"",
        b"\0\0\0",
        b"<x>&undefined;</x>",
        b"<?xml version='1.0' encoding='nonsense'?><x/>",
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>",
        b"\xff\xfe<\x00",
    ],
)  # fmt: skip
def test_hostile_xml_is_refused_at_once(hostile):
    with pytest.raises(tree.HostileXmp):
        tree.parsed(hostile)


def test_a_hostile_prefix_spoils_nobody_elses_file():
    tree.parsed(
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        b"<r:RDF xmlns:dc='urn:evil' xmlns:ns7='urn:numbered'/></x:xmpmeta>"
    )
    root = tree.empty()
    apply(root, Said(tags=("a",)), Written(), PLAIN)
    assert b"<dc:subject>" in tree.written(root)


def test_the_packet_of_a_picture_is_found_and_a_picture_without_has_none(tmp_path):
    file = tmp_path / "a.jpg"
    Image.new("RGB", (8, 8)).save(file, xmp=OTHER)
    assert [one.name for one in read(tree.parsed(embedded(file)), PLAIN)] == ["Ben"]
    Image.new("RGB", (8, 8)).save(file)
    assert embedded(file) is None
    file.write_bytes(b"")
    assert embedded(file) is None
    file.write_bytes(b"<x:xmpmeta" + b" " * 100)
    assert embedded(file) is None
