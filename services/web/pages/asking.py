"""What the library says above its results of the question that was asked."""

import re
from dataclasses import dataclass
from datetime import date

from services.web.context import connection
from services.web.filters import LONGEST, Filters
from services.web.pages.query import Query
from shared.db import sentences
from shared.query import sentence

_PLAIN = re.compile(r"[\w' ]+")


@dataclass(frozen=True)
class Asked:
    """Either a question that went wrong, split at the place, or a sentence as the question it is.

    `suggested`, `edit` and `plain` are addresses: of what may have been meant, of the sentence's question
    and of its words as they are.  `used` tells that the results are those of the sentence.
    """

    said: str = ""
    before: str = ""
    wrong: str = ""
    after: str = ""
    suggestion: str = ""
    suggested: str = ""
    question: str = ""
    edit: str = ""
    plain: str = ""
    used: bool = False


def understood(filters: Filters) -> Asked | None:
    """What is to be said of the question, if anything: that it went wrong, or reads as a sentence."""
    if not filters.q or "cursor" in filters.model_fields_set or filters.ahead:
        return None
    if filters.error:
        return _mistaken(filters)
    question = "" if filters.plain else _question(filters, sentence.LEAST)
    return _read(filters, question, used=False) if question else None


def meant(filters: Filters, asked: Asked | None) -> tuple[Filters, Asked] | None:
    """What a search that finds nothing may have meant, as a sentence; None where it is none.

    Of few words, of which nothing was `asked`, it is only meant where it finds something.
    """
    few = not (asked or filters.plain or filters.error) and sentences.worded(filters.q, 1)
    question = asked.question if asked else _question(filters, 1) if few else ""
    if not 0 < len(question) <= LONGEST:
        return None
    return filters.model_copy(update={"q": question}), _read(filters, question, used=True)


def offered(filters: Filters) -> Asked | None:
    """What a search of few plain words that finds little may have meant: `kids` are children too."""
    if filters.plain or filters.error or not _PLAIN.fullmatch(filters.q):
        return None
    if not sentence.spoken(filters.q, date.today(), least=1):
        return None
    question = _question(filters, 1)
    return _read(filters, question, used=False) if 0 < len(question) <= LONGEST else None


def _question(filters: Filters, least: int) -> str:
    with connection() as conn:
        return sentences.question(conn, filters.q, filters.selection.within, least)


def _mistaken(filters: Filters) -> Asked:
    error, text, query = filters.error, filters.q, Query.of(filters).without("plain")
    assert error is not None
    end = error.position + error.length
    return Asked(
        said=error.said,
        before=text[: error.position],
        wrong=text[error.position : end],
        after=text[end:],
        suggestion=error.suggestion,
        suggested=query.replaced(q=error.suggestion) if error.suggestion else "",
    )


def _read(filters: Filters, question: str, *, used: bool) -> Asked:
    query = Query.of(filters)
    plain = query.replaced(q=filters.q, plain="1")
    return Asked(question=question, edit=query.replaced(q=question), plain=plain, used=used)
