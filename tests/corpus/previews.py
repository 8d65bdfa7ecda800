"""Media as the analyzers get it: an upright sRGB JPEG preview beside the original."""

import pyvips

from shared.domain import Media, MediaKind

PREVIEW = 1440


def media(original, folder):
    """Make the preview of one photo in `folder`, as ingest does, and describe the file."""
    picture = pyvips.Image.thumbnail(
        str(original), PREVIEW, height=PREVIEW, size="down", export_profile="srgb"
    )
    if picture.hasalpha():
        picture = picture.flatten(background=255)
    preview = folder / f"{original.stem}-preview.jpg"
    picture.jpegsave(str(preview), Q=82)
    return Media(
        id=1,
        kind=MediaKind.IMAGE,
        mime="image/jpeg",
        original=original,
        preview=preview,
        workdir=folder,
        width=picture.width,
        height=picture.height,
    )
