"""What the decoder makes of pictures: metadata, thumbnail, preview (A17–A20, S6, S7)."""

import io
from datetime import datetime

import pytest
from PIL import Image, ImageCms, ImageStat

from shared.decoding import Decoder
from shared.domain import CaptureTime, MediaKind, Position
from shared.errors import UnreadableMedia
from tests import samples

QUARTERS = {"red": (0.25, 0.25), "green": (0.75, 0.25), "blue": (0.25, 0.75), "yellow": (0.75, 0.75)}
COLOURS = {"red": (220, 30, 30), "green": (30, 160, 40), "blue": (40, 60, 200), "yellow": (230, 210, 40)}


@pytest.fixture
def look(decoder, tmp_path):
    """Decode a file; return what was told, the thumbnail and the preview."""

    def look(path):
        preview = tmp_path / "derived" / "preview.jpg"
        decoded = decoder.decode(path, path.name, preview)
        return decoded, opened(decoded.thumbnail), opened(preview.read_bytes() if preview.exists() else None)

    return look


def opened(content: bytes | None) -> Image.Image | None:
    return Image.open(io.BytesIO(content)) if content else None


def linear_profile() -> bytes:
    """The sRGB profile with straight tone curves."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    for at in range(132, 132 + 12 * count, 12):
        if bytes(profile[at : at + 4]) in {b"rTRC", b"gTRC", b"bTRC"}:
            offset = int.from_bytes(profile[at + 4 : at + 8], "big")
            profile[offset : offset + 12] = b"curv" + bytes(8)
    name = profile.find("sRGB".encode("utf-16-be"))
    profile[name : name + 8] = "test".encode("utf-16-be")
    return bytes(profile)


def assert_upright(picture: Image.Image, tolerance: int = 25) -> None:
    for name, (x, y) in QUARTERS.items():
        seen = picture.convert("RGB").getpixel((int(picture.width * x), int(picture.height * y)))
        assert all(abs(a - b) < tolerance for a, b in zip(seen, COLOURS[name], strict=True)), (name, seen)


def test_a_photo_tells_when_where_and_with_what_it_was_taken(look, tmp_path):
    decoded, _, _ = look(samples.photo(tmp_path / "a.jpg"))
    assert decoded.problem is None
    assert (decoded.kind, decoded.mime) == (MediaKind.IMAGE, "image/jpeg")
    assert decoded.taken == CaptureTime(datetime(2021, 7, 8, 9, 10, 11), 120, "exif")
    assert decoded.position == Position(48.858333, 2.294444, 35.0)
    assert (decoded.make, decoded.model, decoded.lens) == ("Bower", "Bird 1", "Nest 50mm F2.8")
    assert (decoded.exposure_time, decoded.aperture, decoded.iso) == (0.004, 2.8, 400)
    assert (decoded.focal_length, decoded.focal_length_35mm) == (50.0, 75.0)
    assert decoded.software == "bowerbird tests"
    assert decoded.tags["exifread"]["EXIF LensModel"] == "Nest 50mm F2.8"


def test_exiftool_is_asked_where_exifread_finds_no_date(look, tmp_path):
    path = samples.jpeg(tmp_path / "a.jpg", tags=samples.exif(date=None))
    content = path.read_bytes()
    packet = (
        b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description"
        b" xmlns:exif='http://ns.adobe.com/exif/1.0/'"
        b" exif:DateTimeOriginal='2020-01-02T03:04:05+01:00'/></rdf:RDF></x:xmpmeta>"
    )
    segment = b"\xff\xe1" + (len(packet) + 2).to_bytes(2, "big") + packet
    path.write_bytes(content[:2] + segment + content[2:])
    decoded, _, _ = look(path)
    assert decoded.taken == CaptureTime(datetime(2020, 1, 2, 3, 4, 5), 60, "exiftool")
    assert "XMP-exif:DateTimeOriginal" in decoded.tags["exiftool"]


@pytest.mark.parametrize("date", [None, "0000:00:00 00:00:00", "    :  :     :  :  ", "0001:01:01 00:00:00"])
def test_without_a_believable_date_the_file_name_is_a_stated_guess(look, tmp_path, date):
    tags = samples.exif(date=date)
    decoded, _, _ = look(samples.jpeg(tmp_path / "IMG_20190304_101500.jpg", tags=tags))
    assert decoded.taken == CaptureTime(datetime(2019, 3, 4, 10, 15), None, "file name")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_shown_upright(look, tmp_path, orientation):
    decoded, thumbnail, preview = look(samples.upright(tmp_path / "a.jpg", orientation))
    assert decoded.orientation == orientation
    assert (decoded.width, decoded.height) == preview.size == (320, 240)
    assert thumbnail.size == (256, 192)
    assert_upright(thumbnail)
    assert_upright(preview)


@pytest.mark.parametrize("orientation", [0, 9, 99])
def test_an_orientation_that_does_not_exist_counts_as_upright(look, tmp_path, orientation):
    tags = samples.exif(orientation=orientation)
    decoded, _, preview = look(samples.jpeg(tmp_path / "a.jpg", tags=tags))
    assert decoded.orientation == 1
    assert_upright(preview)


def test_renditions_fit_their_box_and_are_never_larger_than_the_original(look, tmp_path):
    _, thumbnail, preview = look(samples.jpeg(tmp_path / "large.jpg", size=(3000, 2000)))
    assert (thumbnail.size, preview.size) == ((256, 171), (1440, 960))
    _, thumbnail, preview = look(samples.jpeg(tmp_path / "small.jpg", size=(100, 80)))
    assert (thumbnail.size, preview.size) == ((100, 80), (100, 80))


def test_renditions_carry_no_metadata(look, tmp_path):
    _, thumbnail, preview = look(samples.photo(tmp_path / "a.jpg"))
    assert (thumbnail.format, preview.format) == ("WEBP", "JPEG")
    assert not thumbnail.getexif()
    assert not preview.getexif()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "I;16"])
def test_every_kind_of_png_gets_its_picture(look, tmp_path, mode):
    if mode == "I;16":
        samples.scene().convert("L").point(lambda v: v * 257, "I").convert("I;16").save(tmp_path / "a.png")
    else:
        samples.png(tmp_path / "a.png", mode=mode)
    decoded, thumbnail, preview = look(tmp_path / "a.png")
    assert decoded.problem is None
    grey = ImageStat.Stat(preview.convert("L")).mean[0]
    assert abs(grey - ImageStat.Stat(samples.scene().convert("L")).mean[0]) < 12
    assert thumbnail.mode == preview.mode == "RGB"


def test_transparent_parts_are_white(look, tmp_path):
    _, _, preview = look(samples.png(tmp_path / "a.png", mode="RGBA"))
    assert preview.getpixel((20, 50)) == (255, 255, 255)


def test_the_average_colour_stands_in_for_the_picture(look, tmp_path):
    Image.new("RGB", (64, 64), (10, 200, 30)).save(tmp_path / "a.png")
    assert look(tmp_path / "a.png")[0].colour == "#0ac81e"


def test_ink_colours_are_brought_to_srgb(look, tmp_path):
    samples.scene().convert("CMYK").save(tmp_path / "a.jpg", quality=95)
    decoded, _, preview = look(tmp_path / "a.jpg")
    assert (decoded.problem, preview.mode) == (None, "RGB")
    assert_upright(preview, tolerance=90)


def test_an_embedded_profile_is_honoured(look, tmp_path):
    """The same numbers under a profile of gamma 1.0 are much lighter in sRGB."""
    grey = Image.new("RGB", (64, 64), (60, 60, 60))
    grey.save(tmp_path / "a.png", icc_profile=linear_profile())
    decoded, _, preview = look(tmp_path / "a.png")
    assert decoded.problem is None
    assert all(abs(value - 133) < 6 for value in preview.getpixel((32, 32)))


@pytest.mark.parametrize("form", ["GIF", "WEBP", "TIFF", "BMP", "AVIF", "PNG"])
def test_other_formats_get_their_picture(look, tmp_path, form):
    samples.scene().save(tmp_path / "a.jpg", form, **({"quality": 90} if form in {"WEBP", "AVIF"} else {}))
    decoded, thumbnail, preview = look(tmp_path / "a.jpg")
    assert (decoded.mime, decoded.problem) == (f"image/{form.lower()}", None)
    assert (decoded.width, decoded.height) == (320, 240)
    assert_upright(preview, tolerance=40)
    assert_upright(thumbnail, tolerance=40)


def test_a_heic_photo_gets_its_picture_and_its_facts(look, tmp_path):
    decoded, _, preview = look(samples.heic(tmp_path / "a.heic"))
    assert (decoded.mime, decoded.problem) == ("image/heic", None)
    assert decoded.taken.local == datetime(2021, 7, 8, 9, 10, 11)
    assert decoded.position == Position(48.858333, 2.294444, 35.0)
    assert_upright(preview, tolerance=40)


@pytest.mark.parametrize("orientation", [1, 6, 8])
def test_a_raw_photo_without_a_preview_is_developed(look, tmp_path, orientation):
    decoded, _, preview = look(samples.dng(tmp_path / "a.dng", orientation=orientation))
    assert (decoded.mime, decoded.problem, decoded.model) == ("image/x-adobe-dng", None, "Bird RAW")
    assert (decoded.width, decoded.height) == preview.size == ((400, 300) if orientation == 1 else (300, 400))
    red = {1: (0.25, 0.25), 6: (0.75, 0.25), 8: (0.25, 0.75)}[orientation]
    seen = preview.getpixel((int(preview.width * red[0]), int(preview.height * red[1])))
    assert seen[0] > 2 * max(seen[1:])


def test_an_animation_shows_its_first_frame(look, tmp_path):
    decoded, _, preview = look(samples.gif(tmp_path / "a.gif", frames=5))
    assert (decoded.width, decoded.height) == preview.size == (320, 240)


def test_a_truncated_jpeg_still_gets_its_picture(look, tmp_path):
    """S7: the upper part is there, the problem says that the rest is not."""
    decoded, thumbnail, preview = look(samples.truncated(tmp_path / "a.jpg", share=0.7))
    assert decoded.truncated
    assert "damaged" in decoded.problem
    assert decoded.taken.source == "exif"
    assert thumbnail is not None
    assert abs(preview.getpixel((80, 30))[0] - 220) < 30


def test_a_picture_beyond_the_pixel_limit_is_refused_with_the_reason(look, tmp_path):
    decoded, thumbnail, preview = look(samples.bomb(tmp_path / "a.png", 40_000, 40_000))
    assert decoded.problem == "1,600 megapixels are more than the limit of 1,000"
    assert (thumbnail, preview, decoded.has_preview) == (None, None, False)


def test_a_decompression_bomb_is_refused_with_the_reason(look, tmp_path):
    decoded, _, _ = look(samples.bomb(tmp_path / "a.png", 20_000, 20_000))
    assert "decompression bomb" in decoded.problem


def test_what_is_no_media_is_named_and_never_decoded(tmp_path):
    (tmp_path / "a.jpg").write_text("<svg onload='alert(1)'/>")
    with Decoder() as decoder:
        decoded = decoder.decode(tmp_path / "a.jpg", "a.jpg", tmp_path / "p.jpg")
        assert decoder._child.pid is None
    assert decoded.kind is MediaKind.OTHER
    assert (
        decoded.problem
        == "A file of type image/svg+xml is not a picture, video or sound that Bowerbird reads."
    )


def test_an_empty_file_is_told_so(look, tmp_path):
    (tmp_path / "a.jpg").touch()
    assert look(tmp_path / "a.jpg")[0].problem == "The file is empty."


@pytest.mark.parametrize(
    "name", ["a[page=3].jpg", "-rf.jpg", "a|b.jpg", "$(touch x).jpg", "new\nline.jpg", "ü 🐦.jpg"]
)
def test_a_hostile_name_reaches_no_tool(look, tmp_path, name):
    tags = samples.exif(date=None)
    decoded, _, _ = look(samples.jpeg(tmp_path / name, tags=tags))
    assert decoded.problem is None
    assert decoded.tags["exiftool"]["File:FileType"] == "JPEG"


def test_a_picture_is_rendered_upright_and_capped_for_reading(decoder, tmp_path):
    out = tmp_path / "page.png"
    decoder.render(samples.upright(tmp_path / "a.jpg", 6), 200, out)
    with Image.open(out) as page:
        assert (page.format, page.size) == ("PNG", (200, 150))
        assert_upright(page)
    decoder.render(samples.upright(tmp_path / "a.jpg", 6), 4000, tmp_path / "page.jpg")
    with Image.open(tmp_path / "page.jpg") as page:
        assert page.size == (320, 240)


def test_what_cannot_be_rendered_says_why(decoder, tmp_path):
    with pytest.raises(UnreadableMedia, match="cannot be decoded"):
        decoder.render(samples.truncated(tmp_path / "a.jpg", share=0.02), 400, tmp_path / "out.png")
    with pytest.raises(UnreadableMedia, match="is not a picture"):
        decoder.render(samples.wav(tmp_path / "a.wav"), 400, tmp_path / "out.png")
