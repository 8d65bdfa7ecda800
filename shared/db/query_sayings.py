"""What was said and what was read in files, as the query language asks for it."""

from shared.db import texts
from shared.db.asking import NEVER, Asking
from shared.db.connection import numbers
from shared.query.tree import Sign

# What serves is asked finding by finding, or the view would be made for the whole library.
_SERVES = """
    NOT finding.overruled AND EXISTS (
        SELECT FROM serving
         WHERE serving.media_id = finding.media_id AND serving.id = finding.analysis_id
           AND coalesce(finding.score, 1) >= coalesce(serving.threshold, 0) OFFSET 0)
    """
_WORDS = "words_of({text}) @@ to_tsquery('simple', {query})"


def said(asking: Asking, sign: Sign, text: str) -> str:
    """Words that were heard: they have no place in the picture."""
    return _found(asking, sign, text, spoken=True)


def read(asking: Asking, sign: Sign, text: str) -> str:
    """Words that were read: they have a place in the picture."""
    return _found(asking, sign, text, spoken=False)


def _found(asking: Asking, sign: Sign, text: str, *, spoken: bool) -> str:
    """Found by an analyzer, and by nobody said to be otherwise; or what people say in its place."""
    query = texts.phrase(text, begins=sign == "~" or text.endswith("*"))
    if query is None:
        return NEVER
    place, asked = f"box_left {'IS NULL' if spoken else 'IS NOT NULL'}", asking.bind(query)
    heard = _WORDS.format(text="finding.text", query=asked)
    found = f"finding.text IS NOT NULL AND finding.{place} AND {heard}"
    told = _WORDS.format(text="coalesce(verdict.said, verdict.text)", query=asked)
    corrected = f"verdict WHERE alone AND verdict.text IS NOT NULL AND verdict.{place} AND {told}"
    ids = texts.heard(asking.conn, query) if spoken else texts.matching(asking.conn, query)
    if ids is not None:
        held = f"ANY ({asking.bind(numbers(ids))}::bigint[])"
        which = f"finding.id = {held}" if spoken else f"finding.media_id = {held} AND {found}"
        few = asking.few(
            f"SELECT media_id FROM finding WHERE {which} AND {_SERVES} UNION SELECT media_id FROM {corrected}"
        )
        if few is not None:
            return few
    return f"""({asking.worded(query)} AND (
        EXISTS (SELECT FROM finding WHERE {found} AND {_SERVES} AND finding.media_id = media.id)
        OR EXISTS (SELECT FROM {corrected} AND verdict.media_id = media.id)))"""
