"""Boxes on the picture as it is stored, and as it is shown: the eight orientations of EXIF, both ways."""

from shared.domain import Box

_BACK = {6: 8, 8: 6}  # a quarter turn is undone by the other one; all else undoes itself


def upright(box: Box, orientation: int | None) -> Box:
    """Where a box of the stored picture lies once the picture is shown as its orientation says."""
    left, top, right, bottom = box.left, box.top, box.left + box.width, box.top + box.height
    edges = {
        2: (1 - right, top, 1 - left, bottom),
        3: (1 - right, 1 - bottom, 1 - left, 1 - top),
        4: (left, 1 - bottom, right, 1 - top),
        5: (top, left, bottom, right),
        6: (1 - bottom, left, 1 - top, right),
        7: (1 - bottom, 1 - right, 1 - top, 1 - left),
        8: (top, 1 - right, bottom, 1 - left),
    }.get(orientation or 1, (left, top, right, bottom))
    return Box(edges[0], edges[1], edges[2] - edges[0], edges[3] - edges[1])


def stored(box: Box, orientation: int | None) -> Box:
    """Where a box of the upright picture lies in the picture as it is stored."""
    return upright(box, _BACK.get(orientation or 1, orientation))


def turned(orientation: int | None) -> bool:
    """Whether width and height of the stored picture change places."""
    return (orientation or 1) >= 5


def cut(box: Box) -> Box | None:
    """The part of a box that lies in the picture; None where there is none."""
    left, top = max(box.left, 0.0), max(box.top, 0.0)
    right, bottom = min(box.left + box.width, 1.0), min(box.top + box.height, 1.0)
    if not (right - left > 1e-6 and bottom - top > 1e-6):  # also where a number is none
        return None
    return Box(left, top, right - left, bottom - top)
