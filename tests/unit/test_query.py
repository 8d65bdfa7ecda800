"""The query language: what is typed, the tree it becomes, and the errors that it cannot become one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.query import keys
from shared.query.errors import BadQuery
from shared.query.parser import parse
from shared.query.printer import written
from shared.query.tree import (
    NOTHING,
    AllOf,
    And,
    AnyOf,
    Between,
    Count,
    Exists,
    Filter,
    Near,
    Not,
    Only,
    Or,
    Order,
    Query,
    Together,
    Words,
    conjoined,
    disjoined,
    negated,
    packed,
    unpacked,
)

DOG, CAT = Words("dog"), Words("cat")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("", None),
        ("   ", None),
        ("dog", Words("dog", begins=True)),
        ("dog ", DOG),
        ('"dog"', DOG),
        ("dog cat ", And((DOG, CAT))),
        ("dog and cat ", And((DOG, CAT))),
        ("dog AND cat ", And((DOG, CAT))),
        ("dog or cat ", Or((DOG, CAT))),
        ("dog oR cat ", Or((DOG, CAT))),
        ("not dog", Not(DOG)),
        ("NOT dog", Not(DOG)),
        ("-dog", Not(DOG)),
        ("--dog", Not(DOG)),
        ("not not dog ", DOG),
        ("not -dog", DOG),
        ('-"the off"', Not(Words("the off"))),
        ("dog or cat and bird ", Or((DOG, And((CAT, Words("bird")))))),
        ("(dog or cat) bird ", And((Or((DOG, CAT)), Words("bird")))),
        ("dog (cat bird) ", And((DOG, CAT, Words("bird")))),
        ("dog or (cat or bird) ", Or((DOG, CAT, Words("bird")))),
        ("(dog cat) within 5s", Together(And((DOG, CAT)), 5.0)),
        ("(dog) within 90 cat ", And((Together(DOG, 90.0), CAT))),
        ("(dog) within 1:30 cat ", And((Together(DOG, 90.0), CAT))),
        ("(dog) within 2 min ", Together(DOG, 120.0)),
        ("not (dog cat) within 2m", Not(Together(And((DOG, CAT)), 120.0))),
        ("(dog cat) within ", And((DOG, CAT, Words("within")))),
        ("-(dog or cat)", Not(Or((DOG, CAT)))),
        ("((dog))", DOG),
        ('"keep off', Words("keep off")),
        (r'"a \"b\" c\\d"', Words(r'a "b" c\d')),
        ("do* cat ", And((Words("do", begins=True), CAT))),
        ('"keep of"*', Words("keep of", begins=True)),
        ("dog-cat ", Words("dog-cat")),
        ("IMG_1(2).jpg ", Words("IMG_1(2).jpg")),
        ("http://x.y/z?a=b ", Words("http://x.y/z?a=b")),
        ("12:30 ", Words("12:30")),
        ("dog !! ", DOG),
        ("!!", NOTHING),
        ("-", NOTHING),
        ("dog and", And((DOG, Words("and", begins=True)))),
        ("or dog ", And((Words("or"), DOG))),
        ("camera ", Words("camera")),
        ("year in paris ", And((Words("year"), Words("in"), Words("paris")))),
        ("order by phone ", And((Words("order"), Words("by"), Words("phone")))),
        ("camera:X", Filter("camera", ":", "X")),
        ("CAMERA:X", Filter("camera", ":", "X")),
        ("model:X", Filter("camera", ":", "X")),
        ('camera : "X y"', Filter("camera", ":", "X y")),
        ("camera=X", Filter("camera", "=", "X")),
        ("camera != X", Filter("camera", "!=", "X")),
        ("path~rome", Filter("path", "~", "rome")),
        ("path:a/b(1).jpg", Filter("path", ":", "a/b(1).jpg")),
        ("-tag:home", Not(Filter("tag", ":", "home"))),
        ("iso >= 800", Filter("iso", ">=", "800")),
        ("iso<800", Filter("iso", "<", "800")),
        ("latitude < -33.5", Filter("latitude", "<", "-33.5")),
        ("filesize > 10m", Filter("filesize", ">", "10m")),
        ("duration <= 1:02:03", Filter("duration", "<=", "1:02:03")),
        ("ratio:16/9", Filter("ratio", ":", "16/9")),
        ("(iso:100)", Filter("iso", ":", "100")),
        ("iso in (100, 200)", AnyOf("iso", ("100", "200"))),
        ("tag in (New York, \"a, b\")", AnyOf("tag", ("New York", "a, b"))),
        ("tag all in (a,b)", AllOf("tag", ("a", "b"))),
        ("tag ALL IN (a)", AllOf("tag", ("a",))),
        ("year in [2015:2019]", Between("year", "2015", "2019")),
        ("year in [ : 2019 ]", Between("year", "", "2019")),
        ("year in [2015:]", Between("year", "2015", "")),
        ('duration in ["1:00":"2:00"]', Between("duration", "1:00", "2:00")),
        ("count(person) >= 3", Count("person", ">=", 3)),
        ("count(TAGS):2", Count("tags", "=", 2)),
        ("count ( fire hydrant ) = 0", Count("fire hydrant", "=", 0)),
        ("exists(gps)", Exists("gps")),
        ("exists(latitude)", Exists("latitude")),
        ("not exists(geo)", Not(Exists("gps"))),
        ('near:"Bastia" within 20km', Near("Bastia", 20)),
        ("near:Bastia", Near("Bastia", 20)),
        ("near:42.7,9.45 within 500m", Near("42.7,9.45", 0.5)),
        ("near:Bastia within reach ", And((Near("Bastia", 20), Words("within"), Words("reach")))),
        ("only:(Anna, Ben)", Only(("Anna", "Ben"))),
        ('only:"Anna B"', Only(("Anna B",))),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_a_tree(text, condition):
    assert parse(text) == Query(condition)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("order by date", Order("date", descending=True)),
        ("ORDER BY filesize ASC", Order("filesize", descending=False)),
        ("order by name", Order("name", descending=False)),
        ("order by count(dog) desc", Order("count(dog)", descending=True)),
        ("order by random", Order("random", descending=True)),
    ],
)
def test_an_order_stands_at_the_end(text, order):
    assert parse(text) == Query(None, order)
    assert parse(f"dog {text}") == Query(DOG, order)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("limit:5", Query(limit=5)),
        ("dog limit:5", Query(DOG, limit=5)),
        ("Limit = 5 dog ", Query(DOG, limit=5)),
        ("dog and limit:5 and cat ", Query(And((DOG, CAT)), limit=5)),
        ("dog or cat limit:5", Query(Or((DOG, CAT)), limit=5)),
        ("dog limit:5 order by name", Query(DOG, Order("name", descending=False), 5)),
        ("dog order by name limit:5", Query(DOG, Order("name", descending=False), 5)),
        ("order by count(dog) asc limit:5", Query(None, Order("count(dog)", descending=False), 5)),
        ("speed limit ", Query(And((Words("speed"), Words("limit"))))),
    ],
)
def test_a_limit_is_one_of_the_whole_question(text, query):
    assert parse(text) == query


def test_the_example_of_every_key_is_good():
    assert [parse(key.example).condition for key in keys.KEYS.values()]
    assert all(parse(key.example).order is None for key in keys.KEYS.values())


texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8)
said = st.one_of(st.sampled_from(["dog", "and", "camera", "in", "a b", 'a "b" \\', "new york", "été"]), texts)
spoken = said.filter(lambda text: Words(text).words)
LEAVES = st.one_of(
    st.builds(Words, spoken, st.booleans()).map(lambda one: one if not one.text.endswith("*") else DOG),
    st.builds(Filter, st.sampled_from(["camera", "tag", "path"]), st.sampled_from([":", "=", "!=", "~"]),
              said.filter(str.strip)),
    st.builds(Filter, st.sampled_from(["iso", "width"]), st.sampled_from(["<", "<=", ">", ">=", ":"]),
              st.integers(-10, 99999).map(str)),
    st.builds(AnyOf, st.just("tag"), st.lists(said.filter(str.strip), min_size=1, max_size=3).map(tuple)),
    st.builds(AllOf, st.just("tag"), st.lists(said.filter(str.strip), min_size=1, max_size=3).map(tuple)),
    st.builds(Between, st.just("duration"), st.sampled_from(["", "5", "1:30"]), st.just("2:00:00")),
    st.builds(Count, st.one_of(st.sampled_from(keys.COUNTED), st.just("fire hydrant")),
              st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.integers(0, 10**6)),
    st.builds(Exists, st.sampled_from(["gps", "camera", "tag", "faces"])),
    st.builds(Near, said.filter(str.strip), st.sampled_from([0.5, 20.0, 1.609344, 99999.0])),
    st.builds(Only, st.lists(said.filter(str.strip), min_size=1, max_size=3).map(tuple)),
)  # fmt: skip


def joined(inner):
    parts = st.lists(inner, min_size=2, max_size=3)
    without = inner.map(lambda part: negated(Words(part.text) if isinstance(part, Words) else part))
    together = st.builds(Together, inner, st.sampled_from([0.0, 2.5, 600.0]))
    return st.one_of(parts.map(conjoined), parts.map(disjoined), without, together)


TREES = st.recursive(LEAVES, joined, max_leaves=12)
ORDERS = st.one_of(
    st.none(),
    st.builds(Order, st.sampled_from([*keys.ORDERS.values(), "count(dog)", "count(tags)"]), st.booleans()),
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.none(), TREES), ORDERS, st.sampled_from([None, 1, 20, 100_000]))
def test_what_is_printed_is_understood_as_the_same(condition, order, limit):
    query = Query(condition, order, limit)
    assert parse(written(query)) == query
    assert unpacked(packed(condition)) == condition


PIECES = st.sampled_from(
    ["(", ")", "[", "]", '"', " ", "-", "*", ":", "=", ">=", "~", ",", "and ", "or ", "not ", "in ",
     "all in ",
     "camera", "iso", "count(", "exists(", "near:", "only:", "within 5km", "order by date ", "limit:",
     "limit:3 ", "dog", "7", "\\"]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join)))
def test_whatever_is_typed_is_a_question_or_a_clear_error(text):
    error = refused(text)
    if error is None:
        assert parse(written(parse(text))) == parse(text)
    else:
        assert 0 <= error.position <= len(text)
        assert error.length >= 1
        assert error.said


def refused(text):
    try:
        parse(text)
    except BadQuery as error:
        return error
    return None
