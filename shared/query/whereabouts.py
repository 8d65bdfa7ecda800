"""The places that a sentence names: cities and countries, in the languages that have a name for them."""

from collections.abc import Iterable

from shared import countries, places
from shared.circumstances import TROPIC
from shared.places import City
from shared.query.seasons import Seasons
from shared.query.tree import Condition, Filter, Leaf, Near, leaves

REACH = 30.0  # kilometres around the middle of a place that is named
TOWN, CITY = 1000, 15_000  # people; a small place is one where a word says that a place follows
_KNOWN = 500_000  # people, from which on a place is one by a name of another language in small letters


def place(name: str, people: int, *, sure: bool) -> Condition | None:
    """The place of this name; by another name than its own only a large one, where it is not `sure`."""
    code = countries.code(name)
    if code:
        return Filter("country", ":", countries.called(code))
    city = next(iter(places.named(name, 1)), None)
    if city is None or city.population < people:
        return None
    found, wanted = places.folded(city.name), places.folded(name)
    if found == wanted or (city.population >= places.LARGE and found.startswith(f"{wanted} ")):
        return Near(name, REACH)
    other = places.called(name)
    return Near(name, REACH) if other and other.population >= (people if sure else _KNOWN) else None


def seasons(parts: Iterable[Condition]) -> Seasons | None:
    """Those of the place that a sentence names; between the tropics, and without a place, there are none."""
    named = [leaf for part in parts for leaf in leaves(part, negative=False)]
    found = next((city for leaf in named if (city := _middle(leaf))), None)
    if found is None or abs(found.latitude) < TROPIC:
        return None
    return Seasons(south=found.latitude < 0)


def _middle(leaf: Leaf) -> City | None:
    """A city of the place that is meant: that itself, or the largest one of a country."""
    if isinstance(leaf, Near):
        return next(iter(places.named(leaf.place, 1)), None)
    code = countries.code(leaf.value) if isinstance(leaf, Filter) and leaf.key == "country" else None
    return places.largest(code) if code else None
