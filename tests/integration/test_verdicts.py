"""What people say of findings (part 3, row 6): it counts at once, and through every later analysis."""

from dataclasses import dataclass

import psycopg2
import pytest

from shared.db import deeds, details, leases, media, verdicts
from shared.db.connection import rows, run
from shared.db.facets import facets
from shared.db.search import Selection
from shared.db.verdicts import Anchor
from shared.domain import Box, Finding, Job
from shared.errors import Conflict
from shared.query import reading
from tests.integration.web import analysed, photo

HERE, NEARBY, THERE = Box(0.1, 0.1, 0.4, 0.4), Box(0.12, 0.1, 0.4, 0.42), Box(0.6, 0.5, 0.3, 0.3)


@dataclass(frozen=True)
class Label:
    label: str
    n: int


@dataclass(frozen=True)
class Kind:
    kind: str


def seen(connect, media_id, *boxes, label="dog", version=1, analyzer="detect", start=None):
    found = [Finding(label, score=0.8, box=box, start=start) for box in boxes]
    analysed(connect, media_id, analyzer, found, version=version)


def labels(connect, media_id):
    with connect() as conn:
        sql = "SELECT label, n FROM media_label WHERE media_id = %(id)s ORDER BY label"
        return {row.label: row.n for row in rows(conn, Label, sql, id=media_id)}


def search(connect, text):
    with connect() as conn:
        return [tile.id for tile in media.page(conn, Selection(text=text)).items]


def asked(connect, question):
    with connect() as conn:
        return [
            tile.id
            for tile in media.page(conn, Selection(query=reading.read(question).query.condition)).items
        ]


def found(connect, media_id):
    with connect() as conn:
        return details.detail(conn, media_id).findings


def give(connect, media_id, which, decision="rejected", said=None):
    """Let Ada say something of the first finding that `which` picks; return the deed."""
    finding = next(one for one in found(connect, media_id) if which(one))
    with connect() as conn:
        held = verdicts.anchor(conn, media_id, finding.id)
        return verdicts.give(conn, media_id, held, decision, by="ada", said=said)


def at(box):
    return lambda one: one.left == pytest.approx(box.left)


def test_a_rejected_box_counts_in_no_label_facet_search_or_list(connect):
    media_id = photo(connect)
    seen(connect, media_id, HERE)
    give(connect, media_id, at(HERE))
    assert labels(connect, media_id) == {}
    assert search(connect, "dog") == []
    assert found(connect, media_id) == ()
    with connect() as conn:
        assert facets(conn, Selection()).objects == ()


@pytest.mark.parametrize("version", [1, 2])
def test_a_rejection_lasts_through_later_analyses_of_any_version(connect, version):
    """Demand row 5: matched by overlap, for the numbers of findings change each time."""
    media_id = photo(connect)
    seen(connect, media_id, HERE, THERE)
    give(connect, media_id, at(HERE))
    assert labels(connect, media_id) == {"dog": 1}
    with connect() as conn:
        run(conn, "UPDATE analysis SET state = 'queued'")
    seen(connect, media_id, NEARBY, THERE, version=version)
    assert labels(connect, media_id) == {"dog": 1}
    assert [one.left for one in found(connect, media_id)] == [pytest.approx(THERE.left)]


def test_a_rejection_holds_for_another_analyzer_and_not_for_another_place_label_or_second(connect):
    film = photo(connect, "a.mp4", kind="video", mime="video/mp4")
    seen(connect, film, HERE, start=10.0)
    give(connect, film, at(HERE))
    seen(connect, film, HERE, analyzer="detect2", start=11.0)
    assert labels(connect, film) == {}
    for n, (label, box, start) in enumerate([("cat", HERE, 10.0), ("dog", THERE, 10.0), ("dog", HERE, 20.0)]):
        seen(connect, film, box, label=label, analyzer=f"other{n}", start=start)
        assert labels(connect, film).get(label) == 1
        with connect() as conn:
            run(conn, "DELETE FROM analysis WHERE analyzer LIKE 'other%%'")


def test_a_fruit_that_is_rejected_leaves_the_colour_of_that_name(connect):
    media_id = photo(connect)
    seen(connect, media_id, HERE, label="orange")
    analysed(connect, media_id, "colour", [Finding("orange", score=0.7)])
    with connect() as conn:
        verdicts.give(conn, media_id, Anchor("orange", "object"), "rejected", by="ada")
        (held,) = rows(conn, Kind, "SELECT kind FROM media_label WHERE label = 'orange'")
    assert held.kind == "colour"


def test_a_label_is_rejected_wherever_it_is(connect):
    media_id = photo(connect)
    seen(connect, media_id, HERE, THERE)
    with connect() as conn:
        verdicts.give(conn, media_id, Anchor("dog", "object"), "rejected", by="ada")
    seen(connect, media_id, Box(0, 0.8, 0.1, 0.1), version=2)
    assert labels(connect, media_id) == {}


def test_what_is_confirmed_stays_when_a_later_model_no_longer_finds_it(connect):
    media_id = photo(connect)
    seen(connect, media_id, HERE)
    give(connect, media_id, at(HERE), "confirmed")
    assert [one.by for one in found(connect, media_id)] == ["ada"]
    seen(connect, media_id, version=2)
    assert labels(connect, media_id) == {"dog": 1}
    assert search(connect, "dog") == [media_id]
    (kept,) = found(connect, media_id)
    assert (kept.id < 0, kept.by, kept.label, kept.left) == (True, "ada", "dog", pytest.approx(0.1))
    seen(connect, media_id, NEARBY, THERE, version=3)
    assert labels(connect, media_id) == {"dog": 2}  # the one that is found again is no third


def test_a_confirmed_one_counts_beside_those_that_are_found_at_once(connect):
    media_id = photo(connect)
    seen(connect, media_id, HERE)
    give(connect, media_id, at(HERE), "confirmed")
    seen(connect, media_id, THERE, version=2)
    assert labels(connect, media_id) == {"dog": 2}


def test_a_contrary_word_takes_the_place_of_the_one_before(connect):
    media_id = photo(connect)
    seen(connect, media_id, HERE)
    give(connect, media_id, at(HERE), "confirmed")
    with connect() as conn:
        verdicts.give(conn, media_id, Anchor("dog", "object"), "rejected", by="ben")
    assert labels(connect, media_id) == {}
    with connect() as conn:
        (held,) = verdicts.of(conn, media_id)
        assert (held.decision, held.by_name) == ("rejected", "ben")


def speech(connect, media_id, *lines, version=1):
    said = [Finding(text=text, start=start, end=end) for start, end, text in lines]
    analysed(connect, media_id, "speech", said, version=version)


@pytest.fixture
def film(connect):
    media_id = photo(connect, "a.mp4", kind="video", mime="video/mp4")
    speech(connect, media_id, (0, 4, "thanks for watching"), (4, 8, "happy bird day"))
    return media_id


def transcript(connect, media_id):
    return [(one.start, one.text) for one in found(connect, media_id)]


def test_a_rejected_sentence_is_not_heard_again_in_other_words_or_pieces(connect, film):
    give(connect, film, lambda one: one.start == 0)
    speech(connect, film, (0.2, 2, "thanks for"), (2, 4.1, "watching!"), (4, 8, "happy"), version=2)
    assert transcript(connect, film) == [(4, "happy")]
    assert search(connect, "watching") == asked(connect, "said:watching") == []
    speech(connect, film, (0, 4, "tanks are rolling"), version=3)
    assert transcript(connect, film) == [(0, "tanks are rolling")]  # that is news


def test_a_corrected_sentence_is_found_at_once_and_locked_against_every_later_run(connect, film):
    """Demand row 15; a corrected transcript is a person's decision."""
    give(connect, film, lambda one: one.start == 4, "corrected", "Happy birthday, Änne!")
    assert (search(connect, "birthday anne"), search(connect, "bird day")) == ([film], [])
    assert (asked(connect, 'said:"birthday anne"'), asked(connect, 'said:"bird day"')) == ([film], [])
    speech(connect, film, (4.1, 6, "happy"), (6, 8, "birthday hannah"), (8, 9, "bye"), version=2)
    assert transcript(connect, film) == [(4, "Happy birthday, Änne!"), (8, "bye")]
    assert (search(connect, "birthday anne"), search(connect, "hannah")) == ([film], [])


def test_a_correction_is_corrected_and_taken_back(connect, film):
    give(connect, film, lambda one: one.start == 4, "corrected", "happy birthday")
    deed = give(connect, film, lambda one: one.id < 0, "corrected", "happy birth day")
    assert transcript(connect, film)[1:] == [(4, "happy birth day")]
    with connect() as conn:
        verdicts.undo(conn, deeds.begin_undo(conn, deed).before)
    assert transcript(connect, film)[1:] == [(4, "happy birthday")]
    with connect() as conn:
        (held,) = verdicts.of(conn, film)
        verdicts.withdraw(conn, film, held.id, "ada")
    assert transcript(connect, film)[1:] == [(4, "happy bird day")]


def test_a_corrected_line_stands_in_its_place_in_the_picture(connect):
    media_id = photo(connect, text="lnvoice 42")
    give(connect, media_id, lambda one: one.text, "corrected", "Invoice 42")
    analysed(connect, media_id, "ocr", [Finding(text="1nvo1ce", box=Box(0.1, 0.11, 0.5, 0.1))], version=2)
    assert [one.text for one in found(connect, media_id)] == ["Invoice 42"]
    assert search(connect, "invoice") == asked(connect, "text:invoice") == [media_id]
    assert asked(connect, "text:lnvoice or text:1nvo1ce or said:invoice") == []


def test_an_undo_brings_everything_back_unless_somebody_said_otherwise_since(connect):
    media_id = photo(connect)
    seen(connect, media_id, HERE)
    first = give(connect, media_id, at(HERE))
    with connect() as conn:
        verdicts.undo(conn, deeds.begin_undo(conn, first).before)
    assert labels(connect, media_id) == {"dog": 1}
    second = give(connect, media_id, at(HERE))
    with connect() as conn:
        verdicts.give(conn, media_id, Anchor("dog", "object"), "confirmed", by="ben")
    with pytest.raises(Conflict), connect() as conn:
        verdicts.undo(conn, deeds.begin_undo(conn, second).before)


def test_a_worker_of_another_machine_keeps_to_what_people_said(connect, outsider):
    """The verdicts are honoured by every worker, and no such worker can give or take one."""
    media_id = photo(connect)
    seen(connect, media_id, HERE, THERE, version=1)
    give(connect, media_id, at(HERE))
    with connect() as conn:
        run(conn, "UPDATE analysis SET state = 'queued'")
    with outsider.connect() as conn:
        lease = leases.claim(
            conn, Job(media_id, "detect", 1), worker="detect@attic:1", seconds=60, attempts=5
        )
        leases.finish(conn, lease, [Finding("dog", score=0.9, box=box) for box in (NEARBY, THERE)])
    assert labels(connect, media_id) == {"dog": 1}
    for statement in (
        "DELETE FROM verdict",
        "UPDATE verdict SET alone = true",
        "UPDATE finding SET overruled = true",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege), outsider.connect() as conn:
            run(conn, statement)
