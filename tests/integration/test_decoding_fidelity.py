"""The preview of a photo that is small already loses next to nothing (S6)."""

import io

import numpy as np
import pytest
from PIL import Image
from skimage import data


@pytest.fixture
def shown(decoder, tmp_path):
    """Save a picture as the given kind of JPEG, decode it, and return both as opened files."""

    def show(picture, **options):
        file, preview = tmp_path / "photo.jpg", tmp_path / "preview.jpg"
        picture.save(file, "JPEG", **options)
        decoder.decode(file, file.name, preview)
        return opened(file), opened(preview)

    return show


def opened(file):
    return Image.open(io.BytesIO(file.read_bytes()))


PHOTO = Image.fromarray(data.astronaut())


def loss(one, other):
    return float(np.abs(np.subtract(one, other, dtype=np.int16)).mean())


@pytest.mark.parametrize("quality", [60, 82, 95])
def test_s6_a_small_photo_is_not_rounded_twice(shown, quality):
    original, preview = shown(PHOTO, quality=quality)
    assert loss(original, preview) < 0.5
    assert preview.quantization == original.quantization


def test_s6_a_turned_small_photo_keeps_its_quality(shown):
    exif = Image.Exif()
    exif[0x0112] = 3
    original, preview = shown(PHOTO, quality=90, exif=exif)
    assert loss(original.transpose(Image.Transpose.ROTATE_180), preview) < 0.5


def test_the_metadata_of_a_small_photo_stays_out_of_its_preview(shown):
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    _, preview = shown(PHOTO, quality=90, exif=exif, comment=b"said aside")
    assert "exif" not in preview.info
    assert "comment" not in preview.info


def test_a_large_photo_is_shrunk_as_before(shown):
    _, preview = shown(PHOTO.resize((3000, 2000)), quality=99)
    assert preview.size == (1440, 960)
    assert preview.quantization[0][0] > 1


def test_a_grey_photo_has_a_preview_in_colour(shown):
    _, preview = shown(PHOTO.convert("L"), quality=90)
    assert preview.mode == "RGB"
