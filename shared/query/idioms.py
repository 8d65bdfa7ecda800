"""Turns of phrase that mean a filter: my favourites, without a place, videos longer than a minute.

Each is a question of the language, in which `{n}` stands for what the phrase says at this place.
"""

import re
from functools import cache

from shared.query.parser import parse
from shared.query.synonyms import SEVERAL, WITHOUT
from shared.query.tree import Condition

_N = rf"(?P<n>\d{{1,5}}|{'|'.join(SEVERAL)})"
_UNIT = r"(?P<unit>second|minute|hour)s?(?: long)?"
_NOBODY = r"(?:without|no|not) (?:any )?(?:people|persons|humans)|nobody|no ?one|no-one"
_PICTURES = "(?:photos?|pictures?|images?|shots?|pics?)"
_FILMS = "(?:videos?|films?|movies?|clips?)"
_MEANT = (
    (r"(?:(?:my|our|the) )?(?:favou?rites?|favou?rite ones)", "favourite:yes"),
    (r"(?:(?:my|our|the) )?(?:very )?best(?: rated)?", "rating >= 4 or favourite:yes"),
    (r"(?:with )?(?P<n>one|two|three|four|five|[1-5]) stars?", "rating >= {n}"),
    (r"selfies?", "selfie* or lens:front"),
    (r"(?:screenshots?|screen shots?|screen captures?)", "screenshot*"),
    (rf"(?:panoramas?|panoramic(?: {_PICTURES})?)", "ratio:panorama"),
    (rf"landscape(?: format| orientation)?(?= {_PICTURES})", "ratio:landscape"),
    (rf"(?:portrait format|portrait orientation|upright|vertical)(?= {_PICTURES})", "ratio:portrait"),
    (rf"square(?= {_PICTURES})", "ratio:square"),
    (r"tele(?:photo)?(?: lens)?", "zoom"),
    (r"wide[ -]angle(?: lens)?", "wide"),
    (rf"raw (?:files|{_PICTURES})", "ext in (arw, cr2, cr3, crw, dng, nef, nrw, orf, pef, raf, rw2, srw)"),
    (rf"group {_PICTURES}", "kind:image count(person) >= 4"),
    (rf"long(?= {_FILMS})", "duration > 2:00"),
    (rf"short(?= {_FILMS})", "duration < 0:20"),
    (rf"(?:longer than|more than|over) {_N} {_UNIT}", "duration > {n}{unit}"),
    (rf"(?:shorter than|less than|under) {_N} {_UNIT}", "duration < {n}{unit}"),
    (rf"(?:above|over|higher than|more than) {_N} ?(?:m|met(?:er|re)s)(?: high)?", "altitude > {n}"),
    (rf"(?:below|under|lower than|less than) {_N} ?(?:m|met(?:er|re)s)(?: high)?", "altitude < {n}"),
    (r"(?:untagged|(?:not|never) tagged)", "not exists(tags)"),
    (r"(?:undated|(?:not|never) dated)", "undated:yes"),
    (r"(?:not in any album|in no album|not in an album)", "not exists(albums)"),
    (r"(?:unnamed|unknown) (?:people|persons|faces|person|face)", "exists(faces) not exists(people)"),
    (rf"(?:{_NOBODY})(?: in (?:it|them|sight|the (?:picture|photo|image)))?",
     "count(person) = 0 count(faces) = 0"),
)  # fmt: skip
_HELD = (  # behind `with` and `without`
    (r"(?:(?:gps )?(?:location|place|position|coordinates)s?|gps)(?: data)?", "exists(gps)"),
    (r"(?:capture )?dates?", "undated:no"),
    (r"(?:tags?|keywords?)", "exists(tags)"),
    (r"(?:comments?|remarks?)", "exists(comments)"),
    (r"(?:readable |printed )?(?:texts?|writing)(?: (?:on|in) (?:it|them))?", "exists(text)"),
    (r"(?:speech|spoken words|talking)", "exists(said)"),
    (r"(?:faces?)", "exists(faces)"),
    (r"(?:albums?)", "exists(albums)"),
    (r"(?:descriptions?|captions?)", "exists(description)"),
    (r"(?:stars?|ratings?)", "rating >= 1"),
)
_HOLDING = {"with", "have", "has", "having", *WITHOUT}


@cache
def _rules(*, held: bool) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"{said}(?= |$)"), meant) for said, meant in (_HELD if held else _MEANT))


def idiom(text: str, at: int) -> tuple[int, Condition] | None:
    """What the phrase at this place of a text in small letters means, and where it ends."""
    before = [word for word in text[:at].split() if word not in {"a", "an", "any", "the"}]
    for held in (False, True) if before and before[-1] in _HOLDING else (False,):
        for pattern, meant in _rules(held=held):
            found = pattern.match(text, at)
            condition = parse(f"{_filled(meant, found)} ").condition if found else None
            if found and condition is not None:
                return found.end(), condition
    return None


def _filled(meant: str, found: re.Match[str]) -> str:
    said = found.groupdict()
    n, unit = said.get("n") or "", said.get("unit") or ""
    return meant.replace("{n}", str(SEVERAL.get(n, n))).replace("{unit}", unit.replace("minute", "m")[:1])
