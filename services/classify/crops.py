"""Parts of pictures: what is looked at by itself, and what is shown of it."""

from io import BytesIO

from PIL.Image import Image

from shared.domain import Box

CHIP = 150  # px, as the crops of faces
MARGIN = 0.25  # around the box, likewise


def chip(image: Image, box: Box) -> bytes:
    """A square around a box as a small WebP, moved into the picture where it reaches out."""
    side = max(box.width * image.width, box.height * image.height) * (1 + 2 * MARGIN)
    side = min(max(side, 8), image.width, image.height)
    left = (box.left + box.width / 2) * image.width - side / 2
    top = (box.top + box.height / 2) * image.height - side / 2
    left, top = min(max(left, 0), image.width - side), min(max(top, 0), image.height - side)
    written = BytesIO()
    image.resize((CHIP, CHIP), box=(left, top, left + side, top + side)).save(written, "WEBP", quality=85)
    return written.getvalue()


def part(image: Image, box: Box) -> Image:
    """What lies in a box, one pixel at least."""
    left, top = (
        min(int(box.left * image.width), image.width - 1),
        min(int(box.top * image.height), image.height - 1),
    )
    right = max(round((box.left + box.width) * image.width), left + 1)
    bottom = max(round((box.top + box.height) * image.height), top + 1)
    return image.crop((left, top, min(right, image.width), min(bottom, image.height)))
