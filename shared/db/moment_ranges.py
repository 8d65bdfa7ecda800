"""A scene of a recording as SQL: the multirange of the seconds at which it is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from shared.db import moment_hits
from shared.db.asking import Asking
from shared.db.moment_terms import Term
from shared.joining import Either, Every, Fact, Scene

NEVER = "'{}'::nummultirange"
_EVER = "'{(,)}'::nummultirange"


@dataclass(frozen=True)
class Film:
    """What finds each thing in a file, what says each fact, and half of the window."""

    found: Sequence[str]
    facts: Sequence[str]
    more: str


def met(scene: Scene, film: Film, apart: Sequence[str] = ()) -> str:
    """The stretches of a scene, each thing longer at both ends and cut where something else is `apart`."""
    if isinstance(scene, Fact):
        return f"CASE WHEN {film.facts[scene.fact]} THEN {_EVER} ELSE {NEVER} END"
    if isinstance(scene, Either):
        return f"({' + '.join(f'coalesce({met(part, film, apart)}, {NEVER})' for part in scene.parts)})"
    if isinstance(scene, Every):
        far = [_longer(met(one, film), film.more) for one in scene.without]
        return f"({' * '.join(met(part, film, [*apart, *far]) for part in scene.parts)})"
    found = film.found[scene.wanted]
    if not found:
        return NEVER
    if not apart:
        return _stretches(found, film.more)
    return _longer(
        " - ".join([_stretches(found, "0"), *(f"coalesce({one}, {NEVER})" for one in apart)]), film.more
    )


def found(asking: Asking, number: int, term: Term) -> str:
    """What finds the hits of one term in the file that is met; nothing where nothing can."""
    parts = []
    for text, given in moment_hits.parts(number, term):
        sql = text.replace("page.id", "media.id")
        names = {f"%({name})s": asking.bind(value) for name, value in given.items()}
        parts.append(reduce(lambda held, name: held.replace(name, names[name]), names, sql))
    return " UNION ALL ".join(parts)


def _stretches(found: str, more: str) -> str:
    return f"""
        (SELECT range_agg(numrange((held.start - {more})::numeric, (held."end" + {more})::numeric, '[]'))
           FROM ({found}) AS held (wanted, start, "end", finding, "where", text, score))
        """


def _longer(stretches: str, more: str) -> str:
    return f"""
        (SELECT range_agg(numrange(lower(part) - {more}::numeric, upper(part) + {more}::numeric, '[]'))
           FROM unnest({stretches}) AS part)
        """
