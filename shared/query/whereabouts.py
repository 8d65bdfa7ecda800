"""The places that a sentence names: cities and countries, in the languages that have a name for them."""

import re
from collections.abc import Iterable

from shared import countries, landmarks, places
from shared.circumstances import TROPIC
from shared.landmarks import Landmark
from shared.places import City
from shared.query import values
from shared.query.seasons import Seasons
from shared.query.tree import Condition, Filter, Leaf, Near, leaves

REACH = 30.0  # kilometres around the middle of a place that is named
TOWN, CITY = 1000, 15_000  # people; a small place is one where a word says that a place follows
_WITHIN = re.compile(
    r"(?:within |at most |less than )?(?P<n>\d{1,4}) ?"
    r"(?P<unit>km|kilomet(?:er|re)s?|miles?|mi|m|met(?:er|re)s?) (?:of|from|around) "
)
_UNITS = {"km": "km", "ki": "km", "mi": "mi", "m": "m", "me": "m"}
_SHORT = 2  # letters of a name that is none yet
_KNOWN = 500_000  # people, from which on a place is one by a name of another language in small letters


def place(name: str, people: int, *, sure: bool) -> Condition | None:
    """The place or sight of this name; by another name than its own a large one, where it is not `sure`."""
    code = countries.code(name)
    if code:
        return Filter("country", ":", countries.called(code))
    sight = landmarks.called(name)
    if sight:
        return Near(sight.name, sight.reach)
    wanted, same = places.folded(name), places.called(name)
    if same and same.population >= (people if sure or places.folded(same.name) == wanted else _KNOWN):
        return Near(name, REACH)
    longer = next(iter(places.named(name, 1)), None) if len(name) > _SHORT else None
    if longer is None or longer.population < places.LARGE:
        return None
    return Near(name, REACH) if places.folded(longer.name).startswith(f"{wanted} ") else None


def distance(text: str, at: int) -> tuple[int, float] | None:
    """Where the name of a place begins that is not to be further than so many kilometres away."""
    found = _WITHIN.match(text, at)
    if not found:
        return None
    try:
        return found.end(), values.kilometres(f"{found['n']}{_UNITS[found['unit'][:2]]}")
    except ValueError:
        return None


def around(name: str, kilometres: float) -> Near | None:
    """So near a place of this name, where there is one."""
    sight, found = landmarks.called(name), places.called(name)
    if sight:
        return Near(sight.name, kilometres)
    return Near(name, kilometres) if found and found.population >= TOWN else None


def seasons(parts: Iterable[Condition]) -> Seasons | None:
    """Those of the place that a sentence names; between the tropics, and without a place, there are none."""
    named = [leaf for part in parts for leaf in leaves(part, negative=False)]
    found = next((city for leaf in named if (city := _middle(leaf))), None)
    if found is None or abs(found.latitude) < TROPIC:
        return None
    return Seasons(south=found.latitude < 0)


def _middle(leaf: Leaf) -> City | Landmark | None:
    """A city of the place that is meant: that itself, or the largest one of a country."""
    if isinstance(leaf, Near):
        return landmarks.called(leaf.place) or next(iter(places.named(leaf.place, 1)), None)
    code = countries.code(leaf.value) if isinstance(leaf, Filter) and leaf.key == "country" else None
    return places.largest(code) if code else None
