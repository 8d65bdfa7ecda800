"""What a text that is nothing but words asks for where it is read as a plain sentence."""

from datetime import date

from shared.db import knowledge
from shared.db.connection import Connection
from shared.db.selection import Within
from shared.query import reading, sentence
from shared.query.printer import written
from shared.query.tree import Words, leaves


def worded(text: str, least: int = sentence.LEAST) -> bool:
    """Whether a text asks for words and nothing else, and for enough of them."""
    query = reading.read(text).query
    asked = list(leaves(query.condition)) if query and not query.order and not query.limit else []
    return len(asked) >= least and all(isinstance(leaf, Words) for leaf in asked)


def question(conn: Connection, text: str, within: Within | None, least: int = sentence.LEAST) -> str:
    """The question that a sentence is, by what is known to who sees no more than `within`; '' for none.

    `least` is one where it is known that no file holds these words: also `last summer` may be meant.
    """
    if not worded(text, least):
        return ""
    today, known = date.today(), knowledge.known(conn, within)
    if not sentence.spoken(text, today, known, least=least):
        return ""
    asked = written(sentence.read(text, today, known))
    return "" if reading.read(asked).error else asked
