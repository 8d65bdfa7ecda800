"""What metadata tells of a file, on its way from a reader to a `Decoded`."""

import math
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Self

from shared.domain import CaptureTime, Position
from shared.text import clean

MANY = 1000  # tags of one reader that are kept
LONG = 4096  # characters of one value


@dataclass(frozen=True)
class Facts:
    """The fields of `Decoded` that come from metadata; None where the reader found nothing."""

    taken: CaptureTime | None = None
    position: Position | None = None
    orientation: int | None = None
    make: str | None = None
    model: str | None = None
    lens: str | None = None
    software: str | None = None
    exposure_time: float | None = None
    aperture: float | None = None
    iso: int | None = None
    focal_length: float | None = None
    focal_length_35mm: float | None = None
    duration: float | None = None
    video_codec: str | None = None
    audio_codec: str | None = None
    frame_rate: float | None = None
    width: int | None = None
    height: int | None = None
    tags: dict[str, Any] = field(default_factory=dict)

    def over(self, other: Self) -> Self:
        """These facts, with what they lack taken from `other`."""
        missing = {f.name: getattr(other, f.name) for f in fields(self) if getattr(self, f.name) is None}
        return replace(self, **missing, tags=other.tags | self.tags)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        values = {name: value for name, value in asdict(self).items() if value is not None}
        if self.taken:
            values["taken"]["local"] = self.taken.local.isoformat()
        return values

    @classmethod
    def parse(cls, plain: dict[str, Any]) -> Self:
        """Back from `plain()`."""
        values = dict(plain)
        if "taken" in values:
            taken = values["taken"]
            values["taken"] = CaptureTime(**taken | {"local": datetime.fromisoformat(taken["local"])})
        if "position" in values:
            values["position"] = Position(**values["position"])
        return cls(**values)


def text(value: Any) -> str | None:
    """A name fit to show; None where nothing is left, or nothing but signs, as in the lens `----`."""
    if value is None:
        return None
    found = clean(" ".join(str(value)[:LONG].split()), 200).strip()
    return found if any(map(str.isalnum, found)) else None


def number(value: Any, *, largest: float = 1e9) -> float | None:
    """A positive finite number of at most `largest`."""
    try:
        result = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return result if math.isfinite(result) and 0 < result <= largest else None


def whole(value: Any, *, largest: int = 2**31 - 1) -> int | None:
    """A positive whole number of at most `largest`."""
    result = number(value, largest=largest)
    return None if result is None else round(result) or None


def safe(value: Any, depth: int = 4) -> Any:
    """`value` fit to be stored as JSON: cleaned text of at most 4 KiB, no NaN, no bottomless nesting."""
    if isinstance(value, dict) and depth:
        return {clean(str(key)[:200], 200): safe(one, depth - 1) for key, one in list(value.items())[:MANY]}
    if isinstance(value, list | tuple) and depth:
        return [safe(one, depth - 1) for one in value[:MANY]]
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**53):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return clean(str(value)[:LONG], LONG).encode()[:LONG].decode(errors="ignore")
