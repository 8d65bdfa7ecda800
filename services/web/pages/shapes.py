"""The shapes of pictures and of rows of them, as classes of the style sheet."""

from collections.abc import Iterable
from math import ceil, log

SHAPE_STEP = 1.025  # the classes of static/css/ratios.css
SLIMMEST = 0.4
SHAPES = 83  # of one picture
BREADTHS = 220  # of pictures beside each other; the last is broader than any screen
GAP = 0.026  # between two of them, in heights of a row


def shape(width: int | None, height: int | None) -> str:
    """The CSS class that gives a tile the picture's shape; a square where it is not known."""
    step = round(log(ratio(width, height) / SLIMMEST) / log(SHAPE_STEP))
    return f"ratio-{min(max(step, 0), SHAPES - 1)}"


def ratio(width: int | None, height: int | None) -> float:
    """How much wider than high a picture is."""
    return width / height if width and height else 1.0


def breadth(ratios: Iterable[float]) -> str:
    """The CSS class that tells how broad a row of these pictures is; rather too broad than too slim."""
    broadest = SLIMMEST * SHAPE_STEP ** (SHAPES - 1)
    whole = sum(min(max(one, SLIMMEST), broadest) * SHAPE_STEP**0.5 + GAP for one in ratios)
    step = ceil(log(max(whole, SLIMMEST) / SLIMMEST) / log(SHAPE_STEP))
    return f"ratio-{min(step, BREADTHS - 1)}"
