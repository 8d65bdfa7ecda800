"""The basic colour terms, as regions of CIE L*C*h (the hue in degrees, lightness and chroma to about 100).

The eleven terms that every language comes to have (Berlin and Kay, "Basic Color Terms", 1969), and turquoise.
What lies between two of them, such as a brownish grey, has no term.
"""

import numpy as np
from numpy.typing import NDArray

NEUTRAL = ("black", "grey", "white")
_HUES = (
    *((22.0, "red"), (49.0, "red"), (78.0, "orange"), (111.0, "yellow"), (168.0, "green")),
    *((228.0, "turquoise"), (309.0, "blue"), (346.0, "purple"), (360.0, "red")),
)
TERMS = (*NEUTRAL, "red", "orange", "brown", "yellow", "green", "turquoise", "blue", "purple", "pink")
UNCLEAR = -1
_PALE = 8.0  # chroma up to which a colour is none
_CLEAR = 18.0  # chroma from which on it is one
_CLEAR_IN_THE_DARK = 12.0  # where no colour has much chroma
_VIVID = 36.0  # chroma of a red or a yellow; below lie skin, wood and sand
_DARK, _LIGHT = 18.0, 88.0  # lightness of black and white

Numbers = NDArray[np.float32]


def named(lab: Numbers) -> NDArray[np.int8]:
    """The number of the term of each colour, rows of L*, a*, b*; `UNCLEAR` where it has none."""
    lightness, chroma = lab[:, 0], np.hypot(lab[:, 1], lab[:, 2])
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    ends = np.array([end for end, _ in _HUES])
    numbers = np.array([TERMS.index(name) for _, name in _HUES], np.int8)
    found = numbers[np.searchsorted(ends[:-1], hue)]
    reddish = (hue < 22) | (hue >= 330)
    found[reddish & (lightness > 55)] = TERMS.index("pink")
    warm = (hue >= 46) & (hue < 90)
    found[warm & (lightness < 52) & (chroma < 75)] = TERMS.index("brown")
    found[(hue >= 97) & (hue < 111) & (lightness < 70) & (chroma >= _VIVID)] = TERMS.index("green")
    dull = (chroma < _VIVID) & ((found == TERMS.index("red")) | (found == TERMS.index("yellow")))
    dull |= (found == TERMS.index("yellow")) & (lightness < 58)
    found[dull] = UNCLEAR
    found[chroma < np.where(lightness < 35, _CLEAR_IN_THE_DARK, _CLEAR)] = UNCLEAR
    found[chroma < _PALE] = TERMS.index("grey")
    found[(lightness < _DARK) & (chroma < _CLEAR_IN_THE_DARK)] = TERMS.index("black")
    found[(lightness > _LIGHT) & (chroma < _PALE)] = TERMS.index("white")
    return found
