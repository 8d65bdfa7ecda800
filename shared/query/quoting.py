"""What a sentence says is spoken or written: somebody says happy birthday, a sign that reads exit."""

import re
from collections.abc import Callable

from shared.query.tree import Condition, Filter, disjoined

_LONGEST = 8  # words of what is said
_WHO = r"(?:(?:someone|somebody|anyone|anybody|everyone|everybody|people|i|we|he|she|they|you|one) )?"
_SAYS = (
    r"(?:says?|said|saying|sings?|singing|shouts?|shouting|talks? about|talking about|speaks? (?:of|about)|"
    r"speaking (?:of|about))"
)
_SHEET = (
    r"(?:texts?|writing|signs?|posters?|banners?|labels?|notes?|letters?|documents?|papers?|pages?|scans?|"
    r"screens?|shirts?|words)"
)
_MENTIONS = r"(?:mentions?|mentioning|containing|about)"
_SPOKEN = re.compile(rf"(?:(?:where|when|in which|who|that) )?{_WHO}{_SAYS} (?:the words? )?")
_WRITTEN = re.compile(
    rf"(?:(?:a|an|the|my) )?{_SHEET} (?:that |which |with the words? )?"
    rf"(?:says? |saying |reads? |reading |{_MENTIONS} )(?:the words? )?"
)
_MENTIONED = re.compile(r"(?:where |that |which )?(?:mentions?|mentioning) (?:the words? )?")


def quoted(text: str, at: int, ends: Callable[[int], bool]) -> tuple[int, Condition] | None:
    """What is to be heard or read by the phrase at this place of a text, and where the words of it end.

    `ends` tells of a place in the text whether something else begins there: a time, a place.
    """
    for pattern, keys in ((_WRITTEN, ("text",)), (_SPOKEN, ("said",)), (_MENTIONED, ("text", "said"))):
        found = pattern.match(text, at)
        if not found or found.end() == len(text):
            continue
        end = _end(text, found.end(), ends)
        words = text[found.end() : end]
        condition = disjoined(Filter(key, ":", words) for key in keys)
        if words and condition:
            return end, condition
    return None


def _end(text: str, at: int, ends: Callable[[int], bool]) -> int:
    """Where the words that begin at this place end: before a time or a place, or after many words."""
    end = at
    for word in text[at:].split()[:_LONGEST]:
        begin = end + (end > at)
        if begin > at and ends(begin):
            break
        end = begin + len(word)
    return end
