"""What is asked of and told to browsers that keep a copy of the library."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from shared.db.copies import Kept
from shared.db.hashtree import Node
from shared.db.stamps import Place


class Since(BaseModel):
    """Where to go on: `next` of the page before, or `until` of the last time."""

    at: AwareDatetime = Field(datetime(1970, 1, 1, tzinfo=UTC), description="changed later than this")
    id: Annotated[int, Field(ge=0, lt=2**63)] = Field(0, description="of two of one moment, the later")
    limit: Annotated[int, Field(ge=1, le=1000)] = Field(500, description="changes of a page")


@dataclass(frozen=True)
class Changes:
    """Files as they are now, and the ids of those that are no longer to be seen.

    Where `next` is null this page is the last, and `until` is where to begin the next time.
    """

    account: str
    items: tuple[Kept, ...]
    gone: tuple[int, ...]
    next: Place | None
    until: datetime


@dataclass(frozen=True)
class Tree:
    """Hashes of consecutive ids, the newest first; changes from now on are found from `until` on."""

    account: str
    nodes: tuple[Node, ...]
    until: datetime


@dataclass(frozen=True)
class Leaf:
    """All files of a leaf; whoever holds others of its ids forgets them."""

    account: str
    items: tuple[Kept, ...]
