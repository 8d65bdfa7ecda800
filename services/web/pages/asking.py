"""What the library says above its results of the question that was asked."""

from dataclasses import dataclass

from services.web.context import connection
from services.web.filters import LONGEST, Filters
from services.web.pages.query import Query
from shared.db import media, sentences


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


def understood(filters: Filters) -> tuple[Filters, Asked | None]:
    """The filters to show results of, and what is to be said of the question, if anything.

    A text that finds nothing as words, and reads as a sentence, is read as one.
    """
    if not filters.q or "cursor" in filters.model_fields_set or filters.ahead:
        return filters, None
    if filters.error:
        return filters, _mistaken(filters)
    return (filters, None) if filters.plain else _sentence(filters)


def renamed(filters: Filters) -> tuple[Filters, Asked | None]:
    """The same for a search of few words that finds nothing, where their sentence finds something."""
    if filters.plain or filters.error or not sentences.worded(filters.q, 1) or sentences.worded(filters.q):
        return filters, None
    with connection() as conn:
        question = sentences.question(conn, filters.q, filters.selection.within, 1)
        meant = filters.model_copy(update={"q": question})
        if not question or not media.page(conn, meant.selection, limit=1).items:
            return filters, None
    return meant, _read(filters, question, used=True)


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


def _sentence(filters: Filters) -> tuple[Filters, Asked | None]:
    with connection() as conn:
        question = sentences.question(conn, filters.q, filters.selection.within)
        if not question:
            return filters, None
        found = bool(media.page(conn, filters.selection, limit=1).items)
    used = not found and len(question) <= LONGEST
    asked = _read(filters, question, used=used)
    return filters.model_copy(update={"q": question}) if used else filters, asked


def _read(filters: Filters, question: str, *, used: bool) -> Asked:
    query = Query.of(filters)
    plain = query.replaced(q=filters.q, plain="1")
    return Asked(question=question, edit=query.replaced(q=question), plain=plain, used=used)
