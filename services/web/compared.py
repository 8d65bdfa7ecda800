"""What the page of an analyzer's models shows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.web import models
from services.web.models import Model
from services.web.pages.forms import Form
from services.web.words import _
from shared.comparison import SAME_MOMENT, Seen
from shared.db import changeovers, comparing, editions, lines, progress, successors
from shared.db.changeovers import Changeover
from shared.db.comparing import Compared, Comparison, Pictured
from shared.db.connection import Connection
from shared.db.editions import Edition
from shared.db.lines import Line, Serving
from shared.db.successors import Successor
from shared.errors import NotFound

LISTED = 60  # files that are named


@dataclass(frozen=True)
class Shown:
    """A file of the comparison and how it is shown: a film at the `second` of most differences."""

    file: Pictured
    compared: Compared
    second: float | None = None

    def there(self, found: Iterable[Seen]) -> list[Seen]:
        """Of these those that the picture shows."""
        return [one for one in found if self.second is None or _near(one, self.second)]

    @property
    def elsewhere(self) -> int:
        """How many differences there are at other moments."""
        found = [*self.compared.difference.gained, *self.compared.difference.lost]
        return len(found) - len(self.there(found))


@dataclass(frozen=True)
class Page:
    """Everything that is known of one analyzer's models."""

    name: str
    now: Serving
    files: int
    lines: list[Line]
    tried: Edition | None
    tried_done: int
    newer: tuple[Successor, ...]
    last: Changeover | None
    models: tuple[Model, ...]
    names: dict[tuple[int, int], str]
    comparison: Comparison | None
    most: int
    shown: list[Shown]
    form: Form
    problem: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Models to try; what is chosen already may be tried where its file is another now."""
        return [(one.name, one.name) for one in self.models if one.there]

    def percent(self, files: int) -> float:
        """The share of the library."""
        return files / self.files if self.files else 1.0


def laid_out(
    conn: Connection,
    name: str,
    *,
    asked: tuple[int, int] | None = None,
    most: int = comparing.FILES,
    problem: str = "",
    form: Form | None = None,
) -> Page:
    """Everything about one analyzer's models; `asked` is a line to hold against what serves."""
    now = lines.serving(conn, name)
    if now is None:
        raise NotFound(f"there is no analyzer {name!r}")
    seen, tried = lines.lines(conn, name), editions.candidate(conn, name)
    other = asked or lines.opposite(conn, name, now)
    found = comparing.compare(conn, name, (now.edition, now.version), other, most=most) if other else None
    return Page(
        name=name,
        now=now,
        files=lines.accepted(conn, name),
        lines=seen,
        tried=tried,
        tried_done=sum(line.files for line in seen if tried and line.edition == tried.id),
        newer=_newer(conn, name),
        last=changeovers.last(conn, name),
        models=models.of(conn, name),
        names=_names(seen, editions.kept(conn, name)),
        comparison=found,
        most=most,
        shown=_shown(conn, found.files) if found else [],
        form=form or Form({"sample": editions.SAMPLE}),
        problem=problem,
    )


def _newer(conn: Connection, name: str) -> tuple[Successor, ...]:
    """The version that fills in beside the one that serves; what is tried has a panel of its own."""
    each = [one for one in progress.analyzers(conn) if one.name == name]
    found = successors.successors(conn, each).get(name, ())
    return tuple(one for one in found if not one.tried)


def _names(seen: Sequence[Line], kept: Sequence[Edition]) -> dict[tuple[int, int], str]:
    """What each line is called: its model, and the version where no model is named or another has it too."""
    named = {(one.id, one.version): one.model for one in kept if one.version is not None}
    for line in reversed(seen):
        named[line.edition, line.version] = line.model or named.get((line.edition, line.version), "")
    return {
        key: name if Counter(named.values())[name] == 1 else _called(name, key[1])
        for key, name in named.items()
    }


def _called(model: str, version: int) -> str:
    told = _("version %(n)s") % {"n": version}
    return f"{model}, {told}" if model else told


def _shown(conn: Connection, files: Sequence[Compared]) -> list[Shown]:
    wanted = [one for one in files if one.differences][:LISTED]
    held = comparing.pictured(conn, [one.media_id for one in wanted])
    return [
        Shown(held[one.media_id], one, _moment(one) if held[one.media_id].kind == "video" else None)
        for one in wanted
        if one.media_id in held
    ]


def _moment(one: Compared) -> float | None:
    """The second at which the two differ most, the first of several; None where none has a second."""
    times = Counter(
        found.start
        for found in (*one.difference.gained, *one.difference.lost)
        if found.start is not None and found.box is not None
    )
    return min(times, key=lambda second: (-times[second], second), default=None)


def _near(one: Seen, second: float) -> bool:
    return one.start is not None and abs(one.start - second) <= SAME_MOMENT
