"""That a recording has a moment at which several things are near each other, as SQL."""

from collections.abc import Callable

from shared.db import moment_ranges, moment_terms
from shared.db.asking import Asking
from shared.db.moment_ranges import NEVER, Film
from shared.query.tree import Condition, Together

Told = Callable[[Condition], str]


def together(asking: Asking, asked: Together, told: Told) -> str:
    """That a recording has it all, and what each term finds has a second in common."""
    return f"({' AND '.join(apart(asking, asked, told))})"


def apart(asking: Asking, asked: Together, told: Told) -> tuple[str, ...]:
    """The same as conditions, of which the last may take long.

    It is that what each term finds, longer by half the window at both ends, has a second in common.  `told`
    makes SQL of what is so of the whole file.  See `shared.joining.moments`, which says at which seconds.
    """
    sought = moment_terms.Sought(asking.conn, near=True)
    scene = sought.top(asked.part)
    file = moment_terms.whole(asked.part) if scene else asked.part
    soon, late = [told(file)] if file else [], "media.kind IN ('video', 'audio')"
    if not scene:
        return (*soon, late)
    given = [moment_ranges.found(asking, number, term) for number, term in enumerate(sought.terms)]
    film = Film(given, [told(fact) for fact in sought.facts], asking.bind(asked.seconds / 2))
    return (*soon, f"({late} AND {moment_ranges.met(scene, film)} <> {NEVER})")
