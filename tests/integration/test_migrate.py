"""The schema loads as shipped (X1), once."""

from dataclasses import dataclass

from click.testing import CliRunner

from services.cli.main import bowerbird
from shared.db import analyses, changeovers
from shared.db.connection import rows, run, value
from shared.db.migrate import MIGRATIONS, migrate
from tests.integration.declared import Declared


def test_migrating_twice_changes_nothing(connect):
    with connect() as conn:
        assert migrate(conn) == []


def test_the_command_applies_what_is_missing_and_says_so(connect, database, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database)
    with connect() as conn, conn.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    first, second = (CliRunner().invoke(bowerbird, ["migrate"]) for _ in range(2))
    assert first.output.startswith("applied 0001_library, 0002_")
    assert second.output == "the database is up to date\n"


def test_a_library_of_an_earlier_release_keeps_what_serves_and_lets_the_next_version_wait(connect, database):
    """There one version serves file by file already, another was switched to and a third was taken back."""
    set_back(connect, "0060", BEFORE)
    before = serving(connect)
    with connect() as conn:
        assert migrate(conn)[0] == "0060_successors"
    assert serving(connect) == before
    with connect() as conn:
        assert value(conn, "SELECT array_agg(DISTINCT follows) FROM analyzer") == ["ask"]
        changeovers.roll_back(conn, "ocr", by="ada")  # a change that the release before noted
    assert serving(connect) == before | {("ocr", 1): (0, 1)}
    for name, version in (("detect", 3), ("ocr", 2), ("faces", 3)):
        with connect() as conn:
            analyses.register(conn, Declared(name, version=version))
        look(connect, name, version)
    assert serving(connect) == before | {("ocr", 1): (0, 1)}


def set_back(connect, release, files):
    """Make the database one of before this migration, with some files in it."""
    with connect() as conn, conn.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        cursor.execute("CREATE TABLE migration (name text PRIMARY KEY, applied_at timestamptz DEFAULT now())")
        for step in sorted(MIGRATIONS.glob("*.sql")):
            if step.stem < release:
                cursor.execute(step.read_text())
                cursor.execute("INSERT INTO migration (name) VALUES (%s)", (step.stem,))
        cursor.execute(files)


def test_a_library_of_an_earlier_release_has_the_descriptions_that_were_read_and_none_of_cameras(connect):
    set_back(connect, "0091", DESCRIBED)
    with connect() as conn:
        assert "0091_descriptions" in migrate(conn)
        told = "SELECT jsonb_agg(media_id || ' ' || source || ' ' || text ORDER BY media_id) FROM description"
        assert value(conn, told) == ["1 exif At the pier", "7 xmp Am Kai"]
        assert value(conn, "SELECT array_agg(media_id ORDER BY media_id) FROM text_due") == [1, 7]


def test_pictures_that_came_in_before_captions_were_read_are_due_for_them(connect):
    set_back(connect, "0110", CAPTIONED)
    with connect() as conn:
        assert "0110_captions_due" in migrate(conn)
        assert value(conn, "SELECT array_agg(media_id ORDER BY media_id) FROM caption_due") == [1]


CAPTIONED = """
    INSERT INTO batch (source, via) VALUES ('x', 'upload');
    INSERT INTO media (sha512, size, path, name, kind, mime, source, batch_id, taken_at, taken_from, added_at,
                       tags)
    SELECT sha512(n::text::bytea), 1, n || '.jpg', n || '.jpg', 'image', mime, 'x', 1, now(), 'file date',
           now() + since * interval '1 day', tags::jsonb
      FROM (VALUES (1, 'image/jpeg', -1, '{}'), (2, 'image/jpeg', 1, '{}'), (3, 'image/png', -1, '{}'),
                   (4, 'image/jpeg', -1, '{"descriptions": {"exif": "x"}}')) AS file (n, mime, since, tags)
    """
DESCRIBED = r"""
    INSERT INTO batch (source, via) VALUES ('x', 'upload');
    INSERT INTO media (sha512, size, path, name, kind, mime, source, batch_id, taken_at, taken_from, make,
                       model, tags)
    SELECT sha512(n::text::bytea), 1, n || '.jpg', n || '.jpg', 'image', 'image/jpeg', 'x', 1, now(),
           'file date', make, 'P20', jsonb_build_object('exifread',
               jsonb_build_object('Image ImageDescription', said, 'Image Artist', 'Ada'))
      FROM (VALUES (1, 'Canon', ' At the pier '), (2, 'OLYMPUS', 'OLYMPUS DIGITAL CAMERA      '),
                   (3, 'Sony', 'SONY DSC'), (4, 'HUAWEI', 'oznor'), (5, 'Canon', 'p20'), (6, 'Canon', ' ada'),
                   (7, 'Canon', 'am kai!'), (8, 'DJI', 'DCIM\100MEDIA\DJI_0001.JPG'), (9, 'Canon', '...'),
                   (10, NULL, '<Digimax i5, Samsung #1>'), (11, NULL, NULL)) AS file (n, make, said);
    DELETE FROM text_due;
    INSERT INTO xmp_reading (media_id, origin, said) VALUES (7, '', '{"description": "Am Kai\n"}');
    INSERT INTO xmp_reading (media_id, origin, said) VALUES (3, '3.xmp', '{"description": "a sidecar"}');
    """


BEFORE = """
    INSERT INTO batch (source, via) VALUES ('x', 'upload');
    INSERT INTO media (sha512, size, path, name, kind, mime, source, batch_id, taken_at,
                       taken_from)
    SELECT sha512(n::text::bytea), 1, n || '.jpg', n || '.jpg', 'image', 'image/jpeg', 'x', 1, now(),
           'file date'
      FROM generate_series(1, 2) AS n;
    INSERT INTO edition (analyzer, chosen, version, model, state, by_name)
    VALUES ('ocr', 'tesseract', 1, 'm', 'served', 'ada');
    INSERT INTO analyzer (name, version, accepts, engine, model, edition, serves_version)
    VALUES ('detect', 2, '{image}', '', '', 0, NULL), ('ocr', 1, '{image}', '', '', 1, NULL),
           ('faces', 2, '{image}', '', '', 0, 1);
    INSERT INTO changeover (analyzer, from_edition, from_version, from_chosen, to_edition, by_name)
    VALUES ('ocr', 0, 1, '', 1, 'ada');
    INSERT INTO analysis (media_id, analyzer, version, edition, state, done_at)
    SELECT media_id, analyzer, version, edition, 'done', now()
      FROM (VALUES (1, 'detect', 1, 0), (2, 'detect', 1, 0), (1, 'detect', 2, 0), (1, 'ocr', 1, 0),
                   (1, 'ocr', 1, 1), (2, 'ocr', 1, 0), (1, 'faces', 1, 0), (1, 'faces', 2, 0)
           ) AS told (media_id, analyzer, version, edition)
    """


@dataclass(frozen=True)
class Line:
    analyzer: str
    media_id: int
    edition: int
    version: int


def serving(connect):
    with connect() as conn:
        found = rows(conn, Line, "SELECT analyzer, media_id, edition, version FROM serving")
    return {(one.analyzer, one.media_id): (one.edition, one.version) for one in found}


def look(connect, name, version):
    """Let this version look at the first file."""
    with connect() as conn:
        sql = """
            UPDATE analysis SET state = 'done', done_at = now()
             WHERE media_id = 1 AND analyzer = %(name)s AND version = %(version)s
            """
        assert run(conn, sql, name=name, version=version) >= 1
