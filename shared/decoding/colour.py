"""Colour management to sRGB, and the 8-bit picture without alpha that everything else works on.

libvips transforms by way of a floating-point space: 200 ms for a preview.  LittleCMS does 8-bit RGB, which
is nearly every photo with a profile, directly in a tenth of that.
"""

import io

import pyvips

PROFILE = "icc-profile-data"


def needs_vips(header: pyvips.Image) -> bool:
    """Whether only libvips can bring this picture to sRGB: inks, 16 bits, or greys with a profile."""
    if header.interpretation == "cmyk":
        return True
    return PROFILE in header.get_fields() and not _direct(header)


def plain(image: pyvips.Image) -> pyvips.Image:
    """8-bit sRGB in memory, transparent parts white."""
    if image.interpretation not in {"srgb", "b-w"} or image.format != "uchar":
        image = image.colourspace("srgb")
    if image.hasalpha():
        image = image.flatten(background=[255, 255, 255])
    if image.bands != 3:
        image = image.colourspace("srgb")
    image = (image.cast("uchar") if image.format != "uchar" else image).copy_memory()
    return _managed(image) if PROFILE in image.get_fields() and _direct(image) else image


def _direct(image: pyvips.Image) -> bool:
    return bool(image.interpretation == "srgb" and image.format == "uchar" and image.bands >= 3)


def _managed(image: pyvips.Image) -> pyvips.Image:
    """`image` from its own RGB profile to sRGB; as it is where that is no usable profile."""
    from PIL import Image, ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.get(PROFILE)))
        if "sRGB" in ImageCms.getProfileDescription(profile):
            return image
        pixels = Image.frombuffer("RGB", (image.width, image.height), image.write_to_memory())
        shown = ImageCms.profileToProfile(pixels, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    assert shown is not None  # only an in-place transform returns nothing
    return pyvips.Image.new_from_memory(shown.tobytes(), image.width, image.height, 3, "uchar").copy(
        interpretation="srgb"
    )
