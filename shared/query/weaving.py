"""Joins the parts of a sentence as its small words say: this or that, but not these."""

from shared.query.synonyms import WITHOUT
from shared.query.tree import Condition, Filter, Not, disjoined, negated


class Weaving:
    """The parts of a sentence so far, and what the next one will be to them."""

    def __init__(self) -> None:
        self.parts: list[Condition] = []
        self._negative = False
        self._denied = False  # whether the last part is one that may not be there
        self._link = ""

    def heed(self, word: str) -> bool:
        """Whether a word does nothing but say how the next part is joined."""
        if word in WITHOUT:
            self._negative = True
        elif word == "or" and self.parts:
            self._negative |= self._denied
            self._link = "" if self._denied else "or"
        elif word in {"and", "but"}:
            self._link = word
        else:
            return False
        return True

    def add(self, part: Condition) -> None:
        """Join a part; who stands behind `without Anna and` is not to be there either."""
        if self._link == "and" and self._denied and _person(self.parts[-1]) and _person(part):
            self._negative = True
        made = negated(part) if self._negative else part
        if self._link == "or":
            made = disjoined([self.parts.pop(), made]) or made
        self.parts.append(made)
        self._denied, self._negative, self._link = self._negative, False, ""


def _person(part: Condition) -> bool:
    inner = part.part if isinstance(part, Not) else part
    return isinstance(inner, Filter) and inner.key == "person"
