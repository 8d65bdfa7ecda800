"""How many of a thing a file is to show, in the notation of addresses: `dog`, `dog>=2`, `dog<=1`, `dog=0`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from shared.labels import Mark

MOST = 999
_AMOUNT = re.compile(r"(.*?)\s*(>=|<=|=)\s*([0-9]{1,3})", re.DOTALL)


@dataclass(frozen=True)
class Wanted:
    """At least and at most so many of `label` at once; a file that shows none has 0 of it.

    `mark` is the list that the label stands in.
    """

    label: str
    least: int = 1
    most: int | None = None
    mark: Mark = "object"

    @property
    def shown(self) -> bool:
        """Whether a file has to show it at all."""
        return self.least > 0

    def __and__(self, other: "Wanted") -> "Wanted":
        bounds = [bound for bound in (self.most, other.most) if bound is not None]
        return replace(self, least=max(self.least, other.least), most=min(bounds, default=None))


def wanted(text: str) -> Wanted:
    """What `text` asks for; one without a sign asks for at least one."""
    found = _AMOUNT.fullmatch(text)
    if found is None or not found[1]:
        return Wanted(text)
    return _bounded(found[1], found[2], int(found[3]))


def of(label: str, amount: str) -> Wanted:
    """So many of `label`, where `amount` is `>=2`, `<=1`, `=3` or `3`; raises `ValueError`."""
    found = re.fullmatch(r"\s*(>=|<=|=|)\s*([0-9]{1,3})\s*", amount)
    if found is None:
        raise ValueError("write how many as >=2, <=1 or =3")
    return _bounded(label, found[1] or "=", int(found[2]))


def merged(several: Iterable[Wanted]) -> list[Wanted]:
    """One of each label, that asks for everything that was asked of the label."""
    found: dict[tuple[Mark, str], Wanted] = {}
    for one in several:
        key = one.mark, one.label
        found[key] = found[key] & one if key in found else one
    return list(found.values())


def _bounded(label: str, sign: str, n: int) -> Wanted:
    if sign == ">=":
        return Wanted(label, n)
    return Wanted(label, 0, n) if sign == "<=" else Wanted(label, n, n)
