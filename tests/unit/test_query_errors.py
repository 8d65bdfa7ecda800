"""What is wrong with a question, where, and what may have been meant."""

import pytest

from shared.query.errors import BadQuery
from shared.query.parser import parse


@pytest.mark.parametrize(
    ("text", "position", "said", "suggestion"),
    [
        ("camra:X", 0, "did you mean camera:", "camera:X"),
        ("dog camrea=X", 4, "did you mean camera=", "dog camera=X"),
        ("(dog", 0, "never closed", "(dog)"),
        ("a (b (c) d", 2, "never closed", "a (b (c) d)"),
        ("dog (", 4, "never closed", ""),
        ("dog ((cat", 5, "never closed", "dog ((cat))"),
        ("dog (cat or", 4, "never closed", "dog (cat)"),
        ("(dog (cat) and not", 0, "never closed", "(dog (cat))"),
        ("dog)", 3, "Nothing was opened", "dog"),
        ("()", 1, "nothing in these parentheses", ""),
        ("dog and ()", 9, "nothing in these parentheses", ""),
        ("count(dog)", 9, "comparison", ""),
        ("count(dog) ~ 2", 11, "compared by", ""),
        ("count(dog) > many", 13, "whole number", ""),
        ("count(dog, cat) > 1", 11, "Name one thing", ""),
        ("width > abc", 8, "number", ""),
        ("camera:", 6, "camera:", ""),
        ("dog iso >=", 9, "iso", ""),
        ("year in [2019", 12, "range", ""),
        ("year in [2019]", 13, "range", ""),
        ("camera in [a:b]", 0, "no range", ""),
        ("exists(gsp)", 7, "did you mean exists(gps)", ""),
        ("camera < 5", 9, "no more or less", ""),
        ("iso ~ 5", 6, "no text", ""),
        ("ratio > square", 8, "shape", ""),
        ("date:2019-13", 5, "2019-05", ""),
        ("date:2019-02-30", 5, "2019-05", ""),
        ("filesize:big", 9, "500k", ""),
        ("duration:long", 9, "1:30", ""),
        ("kind:paper", 5, "image, video", ""),
        ("favourite:maybe", 10, "yes or no", ""),
        ("hash:xyz", 5, "digits", ""),
        ("near:x within 5parsec", 14, "20km", ""),
        ("near:99,9", 5, "latitude,longitude", ""),
        ("tag in ()", 8, "nothing in these", ""),
        ("tag in (a", 7, "never closed", "tag in (a)"),
        ('camera:""', 7, "wants a value", ""),
        ("road:Main dog", 0, "Roads are not known", "Main dog"),
        ('dog street:"Main St"', 4, "Roads are not known", 'dog "Main St"'),
        ("exists(road)", 7, "Roads are not known", ""),
        ("dog order by dat", 13, "did you mean date?", "dog order by date"),
        ("order by camera", 9, "there are date, updated", ""),
        ("order by colour desc", 9, "there are date, updated", ""),
        ("year in [2020:2010]", 9, "ends before it begins", "year in [2010:2020]"),
        ("date in [2020-05:2020-01] dog", 9, "ends before it begins", "date in [2020-01:2020-05] dog"),
        ('duration in ["2:00":90]', 13, "ends before it begins", 'duration in [90:"2:00"]'),
        ('near:"" within 5km', 5, "A place is expected", ""),
        ("iso:9999999999999999999", 4, "too large; say iso >= 3200", ""),
        ("date:2019-02-30", 5, "no such day", ""),
        ("((())", 3, "nothing in these parentheses", ""),
        (") dog", 0, "Nothing was opened", " dog"),
        ("(dog or )", 8, "Something is missing before", ""),
        ("order by date dog", 14, "comes last", ""),
        ("order by date limit:3 dog", 22, "comes last", ""),
        ("limit:0", 6, "from 1 to 100,000", ""),
        ("dog limit:many", 10, "from 1 to 100,000", ""),
        ("limit > 3", 6, "limit:20", ""),
        ("limit:", 5, "A value is missing", ""),
        ("lmit:3", 0, "did you mean limit:", "limit:3"),
        ("limit:3 dog limit:4", 18, "one limit", ""),
        ("(dog limit:3) cat", 11, "in no parentheses", ""),
        ("not limit:3", 10, "behind no “not”", ""),
        ("(" * 41 + "a" + ")" * 41, 40, "Too many parentheses", ""),
        ("a" * 4001, 4000, "at most", ""),
    ],
)  # fmt: skip
def test_an_error_points_at_the_character_and_says_what_would_be_right(text, position, said, suggestion):
    with pytest.raises(BadQuery) as caught:
        parse(text)
    assert (caught.value.position, caught.value.suggestion) == (position, suggestion)
    assert said in str(caught.value)
    assert f"(at character {position + 1})" in str(caught.value)
