"""A library of so many rows, made by PostgreSQL itself: files, labels, texts, places, marks, findings.

A fiftieth lies in albums by hand, 20,000 files of all years in one folder and the rest in 300 others; two
files of three have a place, anywhere on earth; "cat" is a word of every third document.  Folders, albums
and rare labels are spread by a hash, so that none of them goes with another or with the files' numbers.
"""

from shared.db import cells, places
from shared.db.connection import Connection, run

THUMBNAILS = 2000  # of the newest files, all with one picture
FOLDED = 100_000_000  # changes that are counted in: all of them, as dispatch does within seconds

FILL = """
    CREATE OR REPLACE FUNCTION pg_temp.spread(n bigint, purpose bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
        RETURN hashint8extended(n, purpose) & 2147483647;
    INSERT INTO batch (source, via)
    SELECT source, 'inbox' FROM unnest(ARRAY['camera', 'phone', 'scans']) AS source;
    INSERT INTO media (sha512, size, path, name, kind, mime, taken_at, taken_from, make, model, lens, source,
                       batch_id, width, height, duration, latitude, longitude, favourite, rating, colour)
    SELECT sha512(n::text::bytea), 1000000 + n % 9000000,
           CASE WHEN n::bigint * 15485863 % %(files)s < 20000 THEN 'archive/' || n % 7
                ELSE 'album ' || pg_temp.spread(n, 1) % 300 END || '/' || n || '.jpg',
           'IMG_' || n || '.jpg', CASE WHEN n % 20 = 0 THEN 'video' ELSE 'image' END,
           CASE WHEN n % 20 = 0 THEN 'video/mp4' WHEN n % 50 = 1 THEN 'image/heic' ELSE 'image/jpeg' END,
           '2005-01-01'::timestamp + n * (interval '20 years' / %(files)s), 'exif',
           'Maker', 'Model ' || n % 30, 'Lens ' || n % 40, (ARRAY['camera', 'phone', 'scans'])[1 + n % 3],
           1 + n % 3, 4000, CASE WHEN n % 4 = 0 THEN 6000 ELSE 3000 END,
           CASE WHEN n % 20 = 0 THEN 30 END,
           CASE WHEN n % 3 > 0 THEN -60 + (n::bigint * 7919 % 12000) / 100.0 END,
           CASE WHEN n % 3 > 0 THEN -180 + (n::bigint * 104729 % 36000) / 100.0 END,
           n % 40 = 0, CASE WHEN n % 25 = 0 THEN 1 + n % 5 END, '#4d6680'
      FROM generate_series(1, %(files)s) AS n;
    INSERT INTO media_label (media_id, label, n, score, taken_at, timed)
    SELECT id, label, 1 + id % 4, 0.9, taken_at, kind = 'video' FROM media
     CROSS JOIN (VALUES ('person', 2), ('cat', 3), ('face', 3), ('dog', 4), ('car', 5), ('heron', 5000))
           AS shown (label, every)
     WHERE id % every = 0;
    INSERT INTO media_label (media_id, label, n, score, taken_at)
    SELECT id, 'thing ' || pg_temp.spread(id, 2) % 600, 1, 0.6, taken_at FROM media;
    INSERT INTO media_text (media_id, document)
    SELECT id, to_tsvector('simple', name || ' model ' || id % 30 || ' thing ' || pg_temp.spread(id, 2) % 600
           || CASE WHEN id % 3 = 0 THEN ' cat' ELSE '' END
           || CASE WHEN id % 700 = 0 THEN ' lighthouse' ELSE '' END)
      FROM media;
    INSERT INTO media_tag (media_id, name, by_name)
    SELECT id, 'tag ' || id % 90, 'ada' FROM media WHERE id % 10 = 0;
    INSERT INTO analyzer (name, version, accepts, engine, model)
    VALUES ('detect', 1, '{image,video}', 'e', 'm'), ('faces', 1, '{image,video}', 'e', 'm'),
           ('place', 1, '{image,video}', 'e', 'm'), ('speech', 1, '{video}', 'e', 'm');
    INSERT INTO analysis (media_id, analyzer, version, state, engine, model, started_at, ended_at, done_at)
    SELECT media.id, analyzer.name, 1, 'done', 'e', 'm', now() - interval '1 hour',
           now() - media.id % 3000 * interval '1 s', now() - interval '1 hour'
      FROM media CROSS JOIN analyzer
     WHERE analyzer.name IN ('detect', 'faces') OR analyzer.name = 'place' AND latitude IS NOT NULL
           OR analyzer.name = 'speech' AND media.kind = 'video';
    SET LOCAL session_replication_role = replica;
    INSERT INTO finding (analysis_id, media_id, label, score, box_left, box_top, box_width, box_height)
    SELECT id, media_id, CASE analyzer WHEN 'faces' THEN 'face' WHEN 'detect' THEN 'person' END,
           0.9, 0.1, 0.1, 0.4, 0.6
      FROM analysis CROSS JOIN generate_series(1, 4) AS n
     WHERE analyzer = 'detect' OR n = 1 AND analyzer IN ('faces', 'place');
    INSERT INTO finding (analysis_id, media_id, label, score, start_second)
    SELECT analysis.id, media_id, label, 0.9, pg_temp.spread(media_id, turn) % 30
      FROM analysis JOIN media_label USING (media_id) CROSS JOIN generate_series(1, 3) AS turn
     WHERE analyzer = 'detect' AND timed;
    INSERT INTO finding (analysis_id, media_id, text, score, start_second, end_second)
    SELECT id, media_id, 'thing ' || pg_temp.spread(media_id, n) % 600
           || CASE WHEN media_id % 3 = 0 THEN ' cat' ELSE '' END, 0.9, 3 * n, 3 * n + 3
      FROM analysis CROSS JOIN generate_series(0, 9) AS n WHERE analyzer = 'speech';
    SET LOCAL session_replication_role = origin;
    INSERT INTO media_place (media_id, finding_id, city, region, country, country_code, kilometres, taken_at)
    SELECT media.id, finding.id, 'City ' || city, 'Region ' || city % 300, 'Country ' || city % 60, 'XX', 1,
           taken_at
      FROM media CROSS JOIN LATERAL (SELECT pg_temp.spread(media.id / 300, 4) % 900) AS trip (city)
      JOIN finding ON finding.media_id = media.id AND finding.label IS NULL AND finding.text IS NULL;
    INSERT INTO sighting (claim, media_id, batch_id, path, duplicate)
    SELECT gen_random_uuid(), id, batch_id, path, false FROM media;
    INSERT INTO album (name, made_by) SELECT 'Album ' || n, 'ada' FROM generate_series(1, 40) AS n;
    INSERT INTO album_media (album_id, media_id, position)
    SELECT 1 + pg_temp.spread(id, 3) % 40, id, id FROM media WHERE id % 10 = 0;
    UPDATE media SET trashed_at = now() WHERE id % 1000 = 7;
    """


def fill(conn: Connection, files: int, thumbnail: bytes) -> None:
    """Make the rows and let PostgreSQL know them; `thumbnail` is WebP."""
    run(conn, FILL.replace(" % ", " %% "), files=files)
    run(
        conn,
        """
        INSERT INTO thumbnail (media_id, image)
        SELECT id, %(image)s FROM media WHERE trashed_at IS NULL ORDER BY taken_at DESC LIMIT %(count)s
        """,
        image=thumbnail,
        count=THUMBNAILS,
    )
    cells.fold(conn, FOLDED)
    places.fold(conn, most=FOLDED)
