"""What stands of an analyzer: what its workers do, what of it people see, and what they saw before."""

from dataclasses import dataclass

from shared.db.connection import Connection, one, run
from shared.errors import NotFound

Served = dict[str, list[int | None]]  # editions: in which turn each was left, and what version served then
_LOCK = 0x73776974636820  # advisory: one changes what serves at a time


@dataclass(frozen=True)
class Standing:
    """Edition and version at work; the version that `serves`, the newest where None; former editions."""

    edition: int
    version: int
    serves: int | None
    chosen: str
    served: Served

    @property
    def held(self) -> bool:
        """Whether a newer version fills in beside the one that serves."""
        return self.serves is not None and self.serves < self.version

    def leaving(self, edition: int) -> Served:
        """What `served` says once this edition serves."""
        told = {key: left for key, left in self.served.items() if key != str(edition)}
        if edition != self.edition:
            turn = 1 + max((left[0] or 0 for left in told.values()), default=0)
            told[str(self.edition)] = [turn, self.serves]
        return told


def standing(conn: Connection, analyzer: str) -> Standing:
    """What stands now, and until the transaction ends.  Raises `NotFound`."""
    run(conn, "SELECT pg_advisory_xact_lock(%(lock)s)", lock=_LOCK)
    found = one(
        conn,
        Standing,
        """
        SELECT edition, version, serves_version AS serves, chosen, served FROM analyzer
         WHERE name = %(name)s FOR UPDATE
        """,
        name=analyzer,
    )
    if found is None:
        raise NotFound(f"there is no analyzer {analyzer!r}")
    return found
