"""What the panel of filters offers: every choice in words, with its count and the address it leads to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.web.pages import chips
from services.web.pages.query import Query
from services.web.words import _
from shared import amounts
from shared.amounts import Wanted
from shared.db.facets import Choice, Facets
from shared.db.folders import Split
from shared.db.search import FACE

RAINBOW = (
    *("red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink"),
    *("brown", "white", "grey", "black"),
)
LONG = 8  # choices; a longer list can be searched
SIGNS = (">=", "<=", "=")


@dataclass(frozen=True)
class Option:
    """One choice; `href` takes it, or leaves it where it is chosen."""

    text: str
    count: int | None
    href: str
    chosen: bool


@dataclass(frozen=True)
class Group:
    """Choices of one kind."""

    name: str
    title: str
    icon: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> int:
        """How many of them are chosen."""
        return sum(option.chosen for option in self.options)

    @property
    def long(self) -> bool:
        """Whether it takes a search to find one."""
        return len(self.options) > LONG


@dataclass(frozen=True)
class Way:
    """Another criterion or amount, and the address with it."""

    text: str
    href: str
    chosen: bool = False


@dataclass(frozen=True)
class Amount:
    """How many of an object are asked for, and what one step leads to; `fewer` is '' at none."""

    text: str
    n: int
    criteria: tuple[Way, ...]
    fewer: str
    more: str
    without: str


def groups(query: Query, facets: Facets) -> Iterator[Group]:
    """The lists of choices."""
    titles = (
        ("look", _("Faces and looks"), "face", facets.looks),
        ("scene", _("Light"), "show", facets.scenes),
        ("tag", _("Tags"), "tag", facets.tags),
        ("kind", _("Kind"), "play", facets.kinds),
        ("camera", _("Camera"), "camera", facets.cameras),
        ("lens", _("Lens"), "full", facets.lenses),
        ("format", _("Format"), "file", facets.formats),
        ("source", _("Source"), "upload", facets.sources),
    )
    for name, title, icon, choices in titles:
        options = tuple(_options(query, name, choices))
        if options:
            yield Group(name, title, icon, options)


@dataclass(frozen=True)
class Spot:
    """A country, region or city among the choices, `depth` steps below the countries."""

    option: Option
    depth: int


def places(query: Query, facets: Facets) -> list[Spot]:
    """The countries, and below what is chosen its regions and cities; a chosen one leads a step up."""
    held = query.first("place")
    counts = {choice.value: choice.count for choice in facets.places} | {
        value: 0 for value in query.values("place") if value not in {one.value for one in facets.places}
    }
    return [
        Spot(_place(query, value, counts[value], held), value.replace("//", "/").count("/"))
        for value in sorted(counts, key=lambda value: _ranks(value, counts))
        if _above(value) in {"", held} or f"{held}/".startswith((f"{_above(value)}/", f"{value}/"))
    ]


def _place(query: Query, value: str, count: int, held: str) -> Option:
    chosen = value in query.values("place")
    href = query.replaced(place=_above(value) if value == held else value)
    return Option(value.rpartition("/")[2], count, href, chosen)


def _above(value: str) -> str:
    return value.rpartition("/")[0].removesuffix("/")


def _ranks(value: str, counts: Mapping[str, int]) -> list[tuple[int, str]]:
    """Each place behind the one that it lies in, those of many files first."""
    path = [value]
    while above := _above(path[0]):
        path.insert(0, above)
    return [(-counts.get(one, 0), one) for one in path]


def folders(query: Query, folder: str, held: Split) -> list[Option]:
    """The folder that is chosen, which leads a step up, and those directly below it."""
    above = folder.rpartition("/")[0]
    chosen = [Option(folder, None, query.replaced(folder=above), chosen=True)] if folder else []
    below = [(one, f"{folder}/{one.name}" if folder else one.name) for one in held.folders]
    return chosen + [
        Option(one.name, one.count, query.replaced(folder=path), chosen=False) for one, path in below
    ]


def colours(query: Query, facets: Facets) -> list[Option]:
    """The colours, in the order of the rainbow and not of their counts."""
    held = query.values("colour")
    counts = {choice.value: choice.count for choice in facets.colours} | {
        value: 0 for value in held if value not in {one.value for one in facets.colours}
    }
    order = {name: place for place, name in enumerate(RAINBOW)}
    return [
        Option(value, counts[value], query.toggled("colour", value), value in held)
        for value in sorted(counts, key=lambda value: (order.get(value, len(order)), value))
    ]


def objects(query: Query, facets: Facets) -> Group:
    """The objects that one may still ask for; those that are asked for have their amounts."""
    asked = {amounts.wanted(value).label for value in query.values("object")}
    rest = [choice for choice in facets.objects if choice.value not in asked]
    return Group("object", _("Objects"), "object", tuple(_options(query, "object", rest)))


def people(query: Query, facets: Facets) -> Group:
    """Who is in the files; those that are asked for stand first."""
    counts = {str(one.id): one for one in facets.people}
    held = query.values("person")
    missing = [value for value in held if value not in counts]
    options = [
        *(
            Option(chips.words("person", value), None, query.toggled("person", value), True)
            for value in missing
        ),
        *(
            Option(one.name, one.count, query.toggled("person", value), value in held)
            for value, one in counts.items()
        ),
    ]
    return Group("person", _("People"), "people", tuple(options))


def object_amounts(query: Query) -> list[Amount]:
    """How many of each object are asked for."""
    return [_amount(query, "object", value, amounts.wanted(value)) for value in query.values("object")]


def face_amounts(query: Query) -> list[Amount]:
    """How many faces are asked for."""
    return [_amount(query, "faces", value, amounts.of(FACE, value)) for value in query.values("faces")]


def flag(query: Query, name: str, text: str, count: int | None) -> Option:
    """A filter that is on or off."""
    return Option(text, count, query.toggled(name, "1"), bool(query.values(name)))


def ratings(query: Query, facets: Facets) -> list[Option]:
    """At least so many stars, the most first."""
    held = query.first("rating")
    return [
        Option(
            chips.stars(choice.value),
            choice.count,
            query.replaced(rating="" if choice.value == held else choice.value),
            choice.value == held,
        )
        for choice in reversed(facets.ratings)
    ]


def sorts(query: Query, seed: str) -> list[Way]:
    """The orders; that of the address without one is the newest first, one by chance has a new `seed`."""
    held = query.first("sort") or "newest"
    return [
        Way(
            chips.order(name),
            query.replaced(sort="" if name == "newest" else name, seed=seed if name == "random" else ""),
            name == held,
        )
        for name in (*(["like"] if query.values("like") else []), *chips.SORTS)
    ]


def _options(query: Query, name: str, choices: Sequence[Choice]) -> Iterator[Option]:
    held = query.values(name)
    counts = {choice.value: choice.count for choice in choices}
    missing = [value for value in held if value not in counts and name != "object"]
    for value in [*missing, *counts]:
        yield Option(
            chips.value(name, value), counts.get(value, 0), query.toggled(name, value), value in held
        )


def _amount(query: Query, name: str, value: str, one: Wanted) -> Amount:
    sign = ">=" if one.most is None else "=" if one.least == one.most else "<="
    n = one.least if one.most is None else one.most
    words = {">=": _("at least"), "<=": _("at most"), "=": _("exactly")}

    def lead(sign: str, n: int) -> str:
        return query.exchanged(name, value, _noted(name, one.label, sign, n))

    lowest = 1 if sign == ">=" else 0
    return Amount(
        text=_("Faces") if name == "faces" else one.label,
        n=n,
        criteria=tuple(
            Way(words[other], lead(other, max(n, other == ">=")), other == sign) for other in SIGNS
        ),
        fewer=lead(sign, n - 1) if n > lowest else "",
        more=lead(sign, n + 1) if n < amounts.MOST else "",
        without=query.toggled(name, value),
    )


def _noted(name: str, label: str, sign: str, n: int) -> str:
    if name == "faces":
        return f"{sign}{n}"
    return label if (sign, n) == (">=", 1) else f"{label}{sign}{n}"
