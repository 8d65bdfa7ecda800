"""That a recording has a moment at which several things are near each other, as SQL."""

from functools import reduce

from shared.db import moment_hits, moment_terms
from shared.db.asking import Asking
from shared.query.tree import Together, conjuncts


def together(asking: Asking, asked: Together) -> str:
    """That what each term finds, longer by half the window at both ends, has a second in common.

    See `shared.joining.moments`, which says at which seconds.
    """
    terms = [term for part in conjuncts(asked.part) for term in moment_terms.of(asking.conn, part)]
    more = asking.bind(asked.seconds / 2)
    stretches = []
    for number, term in enumerate(terms):
        parts = []
        for text, given in moment_hits.parts(number, term):
            sql = text.replace("page.id", "media.id")
            names = {f"%({name})s": asking.bind(value) for name, value in given.items()}
            parts.append(reduce(lambda held, name: held.replace(name, names[name]), names, sql))
        stretches.append(_stretches(parts, more))
    met = f"{' * '.join(stretches)} <> '{{}}'::nummultirange" if stretches else "true"
    return f"media.kind IN ('video', 'audio') AND {met}"


def _stretches(parts: list[str], more: str) -> str:
    if not parts:
        return "'{}'::nummultirange"
    return f"""
        (SELECT range_agg(numrange((held.start - {more})::numeric, (held."end" + {more})::numeric, '[]'))
           FROM ({" UNION ALL ".join(parts)}) AS held (wanted, start, "end", finding, "where", text, score))
        """
