"""Puts things that are like each other beside each other."""

from collections.abc import Mapping, Sequence


def in_row(ids: Sequence[int], near: Mapping[int, Sequence[int]]) -> list[int]:
    """The first, and after each the one most like it of those left; `near` has the most alike first."""
    left = dict.fromkeys(ids)
    row: list[int] = []
    while left:
        alike = (other for other in near.get(row[-1], ()) if other in left) if row else iter(())
        after = next(alike, next(iter(left)))
        del left[after]
        row.append(after)
    return row
