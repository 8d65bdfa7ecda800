"""A question that cannot be understood, and what may have been meant."""

from collections.abc import Iterable
from difflib import get_close_matches

from shared.errors import BowerbirdError


class BadQuery(BowerbirdError):
    """What a person typed is no question.

    `position` counts characters from 0 and `length` says how many of them are meant; `suggestion` is the
    whole text as it may have been meant, or nothing.
    """

    def __init__(self, said: str, position: int = 0, length: int = 1, suggestion: str = "") -> None:
        super().__init__(f"{said} (at character {position + 1})")
        self.said = said
        self.position = position
        self.length = length
        self.suggestion = suggestion


def nearest(name: str, known: Iterable[str], cutoff: float = 0.72) -> str | None:
    """Which of the known names is most like `name`."""
    return next(iter(get_close_matches(name.casefold(), list(known), 1, cutoff)), None)
