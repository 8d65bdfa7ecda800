"""What the database lets a worker of another machine do: its own work, and nothing beside it."""

from dataclasses import replace

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege

from shared.db import (
    admission,
    analyses,
    comments,
    credentials,
    findings,
    leases,
    loads,
    marks,
    tags,
    workers,
)
from shared.db.connection import run, value
from shared.db.workers import Identity
from shared.domain import PICTURE, Box, Finding, Job, Locality, Outline, Span
from shared.errors import CredentialsRefused
from tests.integration.declared import Declared
from tests.integration.files import file

DETECT, OCR = Declared(), Declared("ocr")
ME = Identity("detect@attic:1", "detect", "attic", "1")


@pytest.fixture
def library(connect):
    """Two photos that `detect` and `ocr` have to look at; `ocr` has read the first."""
    with connect() as conn:
        analyses.register(conn, DETECT)
        analyses.register(conn, OCR)
    photos = [file(connect) for _ in range(2)]
    with connect() as conn:
        for photo in photos:
            analyses.plan(conn, photo)
        lease = claim(conn, Job(photos[0], "ocr", 1))
        leases.finish(conn, lease, [Finding(text="a secret letter")])
        lease = claim(conn, Job(photos[1], "detect", 1), worker="detect@house:1")
        leases.finish(conn, lease, [Finding(label="cat")])
        tags.change(conn, photos, "ada", add=["harvest"])
        comments.add(conn, photos, "ada", "potatoes")
    return photos


def claim(conn, job, worker=ME.name):
    return leases.claim(conn, job, worker=worker, seconds=60, attempts=5)


def inside(outsider):
    return outsider.connect()


def test_a_worker_does_all_its_work_from_the_first_beat_to_the_last(connect, outsider, library):
    (photo, _) = library
    face = Finding(label="face", box=Box(0, 0, 1, 1), embedding=(0.1,) * 128)
    with inside(outsider) as conn:
        workers.begin(conn, ME.name)
        assert analyses.register(conn, Declared(version=2)) == 2
        analyses.block(conn, "detect", "weights are missing")
        analyses.block(conn, "detect", None)
        assert workers.seen(conn, ME, DETECT) is None
    with inside(outsider) as conn:
        lease = claim(conn, Job(photo, "detect", 2))
        assert lease.job.media_id == photo
    with inside(outsider) as conn:
        assert leases.renew(conn, lease, seconds=60)
        analyses.split(conn, lease, [Span(0, 10), Span(10, None)])
        picture = Finding(picture=(1.0,) + (0.0,) * (PICTURE - 1))
        there = Finding(locality=Locality("Arezzo", None, "Italy", "IT", None, 1, None), palette=("#c81e1e",))
        animal = replace(picture, box=Box(0.1, 0.1, 0.4, 0.4))
        dog = Finding(label="dog", box=animal.box, parent=face)
        hand = Finding(score=0.9, outline=Outline("left hand", ((0.5, 0.5),) * 21))
        leases.finish(conn, lease, [face, dog, picture, animal, there, hand])
        workers.ended(conn, ME.name)
        loads.note(conn, DETECT, worker=ME.name, seconds=1.5)
    with inside(outsider) as conn:
        lease = claim(conn, Job(photo, "detect", 2, 1))
        leases.release(conn, lease)
    with inside(outsider) as conn:
        lease = claim(conn, Job(photo, "detect", 2, 1))
        leases.fail(conn, lease, "The picture ends early.")
        leases.release_all(conn, ME.name)
        workers.gone(conn, ME.name)
    with connect() as conn:
        assert value(conn, "SELECT (machine, seconds) = ('attic', 1.5) FROM model_load")
        assert value(conn, "SELECT count(*) FROM face") == 1
        assert value(conn, "SELECT media_id FROM picture") == photo
        assert value(conn, "SELECT media_id FROM animal") == photo
        assert value(conn, "SELECT media_id FROM outline") == photo
        assert value(conn, "SELECT media_id FROM media_place JOIN palette USING (media_id)") == photo
        states = (
            "SELECT array_agg(state ORDER BY segment) FROM analysis WHERE version = 2 AND media_id = %(id)s"
        )
        assert value(conn, states, id=photo) == ["done", "failed"]
        document = value(conn, "SELECT document::text FROM media_text WHERE media_id = %(id)s", id=photo)
    assert [word for word in ("dog", "letter", "harvest", "potatoes") if f"'{word}'" not in document] == []


FORBIDDEN = [
    "SELECT * FROM account",
    "SELECT * FROM token",
    "SELECT * FROM sign_in_failure",
    "SELECT * FROM worker_credential",
    "SELECT image FROM thumbnail",
    "SELECT latitude FROM media",
    "SELECT tags FROM media",
    "SELECT * FROM media",
    "SELECT embedding FROM face",
    "SELECT embedding FROM picture",
    "SELECT embedding FROM animal",
    "SELECT points FROM outline",
    "SELECT boxes FROM animal_asked",
    "SELECT animals_in(%(photo)s)",
    "SELECT describe_animals(%(photo)s)",
    "UPDATE analyzer SET active = true",
    "SELECT * FROM sighting",
    "SELECT by_name FROM comment",
    "SELECT * FROM media_tag",
    "SELECT * FROM deed",
    "SELECT * FROM belonging",
    "SELECT verdict FROM person_decision",
    "UPDATE person SET name = 'x'",
    "DELETE FROM person_decision",
    "INSERT INTO media_person VALUES (%(photo)s, 1, 1, now())",
    "INSERT INTO comment (media_id, text, by_name) VALUES (1, 'lie', 'ada')",
    "SELECT * FROM serving",
    "SELECT rolpassword FROM pg_authid",
    "DELETE FROM media",
    "DELETE FROM analysis",
    "DELETE FROM analyzer",
    "DELETE FROM face",
    "TRUNCATE finding",
    "TRUNCATE analysis CASCADE",
    "UPDATE media SET name = 'x'",
    "UPDATE media SET path = 'x'",
    "UPDATE finding SET label = 'x'",
    "UPDATE analysis SET media_id = 1",
    "UPDATE analysis SET analyzer = 'detect'",
    "UPDATE analyzer SET paused = true",
    "UPDATE analyzer SET name = 'ocr'",
    "INSERT INTO media_label VALUES (%(photo)s, 'lie', 1, 1, now())",
    "INSERT INTO media_text VALUES (%(photo)s, '')",
    "INSERT INTO analyzer (name, version, accepts, engine, model) VALUES ('ocr', 9, '{}', '', '')",
    "INSERT INTO analyzer (name, version, accepts, engine, model) VALUES ('mine', 1, '{}', '', '')",
    "INSERT INTO analysis (media_id, analyzer, version) VALUES (%(photo)s, 'ocr', 9)",
    "INSERT INTO analysis (media_id, analyzer, version, state) VALUES (%(photo)s, 'detect', 9, 'done')",
    "INSERT INTO finding (analysis_id, media_id, text) SELECT id, media_id, 'lie' FROM serving",
    "INSERT INTO worker (name, analyzer, credential) VALUES ('x', 'ocr', credential_in_use())",
    "INSERT INTO model_load VALUES ('ocr', 1, '', '', '', 1)",
    "INSERT INTO worker (name, analyzer, credential) VALUES ('x', 'detect', 'another')",
    "INSERT INTO worker (name, analyzer) VALUES ('x', 'detect')",
    "INSERT INTO worker_credential VALUES ('x', '{ocr}', 'x')",
    "INSERT INTO migration VALUES ('9999')",
    "CREATE TABLE mine (n int)",
    "CREATE TEMPORARY TABLE mine (n int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1",
    "CREATE ROLE mine",
    "DROP TABLE finding",
    "ALTER TABLE analysis DISABLE ROW LEVEL SECURITY",
    "DROP POLICY worker_own ON analysis",
    "GRANT SELECT ON account TO PUBLIC",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "COPY media TO PROGRAM 'id'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT setval('finding_id_seq', 1)",
    "SELECT nextval('media_id_seq')",
]


def test_everything_else_is_refused(outsider, library):
    conn = psycopg2.connect(outsider.url)
    assert [statement for statement in FORBIDDEN if not refused(conn, statement, library[0])] == []
    conn.close()


def refused(conn, statement, photo):
    try:
        run(conn, statement, photo=photo)
    except InsufficientPrivilege:
        return True
    finally:
        conn.rollback()
    return False


NOTHING = {
    "rows of another analyzer are not seen": "SELECT count(*) FROM analysis WHERE analyzer = 'ocr'",
    "nor is another analyzer": "SELECT count(*) FROM analyzer WHERE name = 'ocr'",
    "nor what was found in a file that is not in work": "SELECT count(*) FROM finding",
    "nor its labels": "SELECT count(*) FROM media_label",
    "nor what people say of it": "SELECT count(media_id) FROM media_tag",
    "nor its words": "SELECT count(*) FROM media_text",
}


def test_what_a_worker_need_not_see_is_empty_for_it(outsider, connect, library):
    with connect() as ours, inside(outsider) as theirs:
        for what, statement in NOTHING.items():
            assert value(ours, statement) > 0, what
            assert value(theirs, statement) == 0, what


UNTOUCHED = [
    "UPDATE analysis SET state = 'queued' WHERE analyzer = 'ocr'",
    "UPDATE analyzer SET blocked = 'x' WHERE name = 'ocr'",
    "DELETE FROM finding",
    "DELETE FROM media_label",
    "UPDATE media_text SET document = ''",
    "DELETE FROM worker",
    "UPDATE worker SET wish = 'drain'",
]


def test_a_position_is_told_to_a_worker_that_names_places_alone(outsider, connect, library):
    (photo, _) = library
    with connect() as conn:
        marks.place(conn, [photo], "ada", (43.5, 11.9))
    position = "SELECT position_of(%(photo)s)::text"
    with inside(outsider) as conn:
        assert value(conn, position, photo=photo) is None
        assert value(conn, "SELECT climate_of(%(photo)s)", photo=photo) == 1
    with connect() as conn:
        run(conn, "UPDATE worker_credential SET analyzers = '{detect,place}'")
    with inside(outsider) as conn:
        assert value(conn, position, photo=photo) == "(11.9,43.5)"
        assert analyses.register(conn, Declared("place", placed=True)) == 1


def test_rows_of_others_are_out_of_reach(outsider, connect, library):
    with connect() as conn:
        workers.seen(conn, Identity("detect@house:1", "detect"), DETECT)
    with inside(outsider) as conn:
        assert [run(conn, statement) for statement in UNTOUCHED] == [0] * len(UNTOUCHED)


def test_a_worker_reads_and_writes_what_is_known_of_the_file_in_its_hands_alone(outsider, library):
    (photo, other) = library
    with inside(outsider) as conn:
        lease = claim(conn, Job(photo, "detect", 1))
        assert value(conn, "SELECT array_agg(text) FROM finding") == ["a secret letter"]
        assert run(conn, "DELETE FROM finding") == 0
    with pytest.raises(CredentialsRefused), inside_admitted(outsider) as conn:
        findings.replace_all(conn, lease.id, other, [Finding(label="lie")])


def inside_admitted(outsider):
    return admission.connector(outsider.url)()


def test_a_session_that_is_still_open_has_no_right_left_once_revoked(outsider, connect, library):
    conn = psycopg2.connect(outsider.url)
    with conn:
        assert value(conn, "SELECT count(*) FROM analysis") == 2
    with connect() as ours:
        credentials.revoke(ours, outsider.name)
    with conn:
        for table in ("analysis", "analyzer", "worker"):
            assert value(conn, f"SELECT count(*) FROM {table}") == 0
        assert value(conn, "SELECT count(id) FROM media") == 0
        assert run(conn, "UPDATE analysis SET state = 'queued'") == 0
    with connect() as ours:
        assert credentials.expel(ours, outsider.name) == 1
    with pytest.raises(psycopg2.OperationalError):
        value(conn, "SELECT 1")
    with pytest.raises(CredentialsRefused), inside_admitted(outsider):
        pass


def test_the_claim_finds_its_row_by_its_index_under_the_policies_too(outsider, connect, library):
    with inside(outsider) as conn, conn.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN " + leases._CLAIM,
            vars(Job(library[0], "detect", 1)) | {"worker": "w", "seconds": 1, "attempts": 5, "person": 10},
        )
        plan = "\n".join(row[0] for row in cursor)
    assert "analysis_media_id_analyzer_version_segment_edition_key" in plan
    assert "SubPlan" not in plan  # the credential is looked up once, not for each row
