"""What the library says above its results of the question that was asked."""

from dataclasses import dataclass, replace
from datetime import date

from services.web.context import connection
from services.web.filters import Filters
from services.web.pages.query import Query
from shared.db import knowledge, media
from shared.query import reading, sentence
from shared.query.printer import written
from shared.query.tree import Words, leaves

LEAST = 3  # words of a sentence


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
    if filters.plain or not _worded(filters.q):
        return filters, None
    return _sentence(filters)


def _worded(text: str) -> bool:
    """Whether a text asks for words and nothing else, and for enough of them to be a sentence."""
    query = reading.read(text).query
    asked = list(leaves(query.condition)) if query and not query.order and not query.limit else []
    return len(asked) >= LEAST and all(isinstance(leaf, Words) for leaf in asked)


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
    today = date.today()
    with connection() as conn:
        known = knowledge.known(conn, filters.selection.within)
        if not sentence.spoken(filters.q, today, known):
            return filters, None
        found = bool(media.page(conn, filters.selection, limit=1).items)
    question = written(sentence.read(filters.q, today, known))
    query = Query.of(filters)
    asked = Asked(
        question=question,
        edit=query.replaced(q=question),
        plain=query.replaced(q=filters.q, plain="1"),
        used=not found,
    )
    if found or reading.read(question).error or len(question) > 500:
        return filters, replace(asked, used=False)
    return filters.model_copy(update={"q": question}), asked
