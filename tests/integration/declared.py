"""An analyzer that only says what it is."""

from dataclasses import dataclass

from shared.domain import MediaKind


@dataclass(frozen=True)
class Declared:
    """Enough of an analyzer to register it."""

    name: str = "detect"
    version: int = 1
    accepts: frozenset[MediaKind] = frozenset({MediaKind.IMAGE, MediaKind.VIDEO})
    engine: str = "engine"
    model: str = "model"
    discreet: bool = False
    placed: bool = False
    replaces: bool = False
