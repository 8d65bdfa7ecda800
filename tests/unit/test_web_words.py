"""The words that the index holds and a search looks for."""

import pytest

from shared.text import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("IMG_1234.JPG", ["img", "1234", "jpg"]),
        ("Café  Zürich", ["cafe", "zurich"]),
        ("Straße", ["strasse"]),
        ("don't stop", ["don", "t", "stop"]),
        ("\x00&|!<->:*'\"\\", []),
        ("日本 हिन्दी", ["日本", "हिनदी"]),
    ],
)
def test_words_are_folded_and_cut_at_everything_that_is_no_letter_or_digit(text, found):
    assert words(text) == found
