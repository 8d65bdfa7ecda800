"""Orders by chance that stay the same under a seed, and are read page by page without sorting a library."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from shared.db.connection import Connection, value

SEED = re.compile(r"(?:([0-9]{1,2})-)?([0-9]{1,10})")
FEWEST_BITS, MOST_BITS = 8, 31  # products of two such numbers fit into a bigint
ROUNDS = 3


@dataclass(frozen=True)
class Shuffle:
    """A permutation of the numbers below 2 ** `bits`.

    Each round multiplies by an odd number and mixes the upper half into the lower, and both can be taken
    back; so the place of a file follows from its id, and the id from the place.  Files that came after the
    seed was drawn, with ids above, stand behind the one whose lower bits they have.
    """

    bits: int
    factors: tuple[int, ...]
    mask: int

    def place(self, file: str) -> str:
        """The place of a file as an expression in SQL."""
        every = 2**self.bits - 1
        place = f"(({file} & {every}) # {self.mask})"
        for factor in self.factors:
            place = f"(({place} * {factor}) & {every})"
            place = f"({place} # ({place} >> {self._half}))"
        return place

    def ids(self, first: int, last: int, newest: int) -> list[int]:
        """The ids up to `newest` that stand at places from `first` to `last`."""
        return [held for place in range(first, last + 1) for held in self._at(place, newest)]

    def _at(self, place: int, newest: int) -> Iterator[int]:
        for factor in reversed(self.factors):
            place ^= place >> self._half
            place = place * pow(factor, -1, 2**self.bits) % 2**self.bits
        yield from range(place ^ self.mask, newest + 1, 2**self.bits)

    @property
    def _half(self) -> int:
        return (self.bits + 1) // 2


def shuffle(seed: str, newest: int) -> Shuffle:
    """The order of a seed; one without a number of bits has those of the library as it is."""
    found = SEED.fullmatch(seed or "0")
    if found is None:
        raise ValueError("a seed is a number")
    bits = min(max(int(found[1] or newest.bit_length()), FEWEST_BITS), MOST_BITS)
    chance = sha256(found[2].encode()).digest()
    drawn = [int.from_bytes(chance[4 * n : 4 * n + 4]) % 2**bits for n in range(ROUNDS + 1)]
    return Shuffle(bits, tuple(factor | 1 for factor in drawn[:ROUNDS]), drawn[ROUNDS])


def seed(newest: int) -> str:
    """A new seed for a library whose newest file has this id."""
    return f"{max(newest.bit_length(), FEWEST_BITS)}-{secrets.randbelow(10**8)}"


def newest(conn: Connection) -> int:
    """The highest id; 0 of an empty library."""
    return int(value(conn, "SELECT coalesce(max(id), 0) FROM media"))
