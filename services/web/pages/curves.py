"""Small curves as paths of SVG."""

from collections.abc import Sequence

WIDTH, HEIGHT = 120, 28


def line(values: Sequence[int]) -> str:
    """The path of a line through these values, the largest at the top."""
    return "M" + " L".join(_points(values))


def area(values: Sequence[int]) -> str:
    """The path of what lies under that line."""
    return f"M0,{HEIGHT} L{' L'.join(_points(values))} L{WIDTH},{HEIGHT} Z"


def _points(values: Sequence[int]) -> list[str]:
    top, step = max(values, default=0) or 1, WIDTH / max(len(values) - 1, 1)
    return [
        f"{n * step:.1f},{(HEIGHT - 1) - (HEIGHT - 3) * value / top:.1f}" for n, value in enumerate(values)
    ]
