-- What admins decide: which part of the library an account sees, when and how analyzers work, what of
-- the inbox is taken; and what people choose for themselves.

-- By the account's id as its store gives it, so that it holds for accounts in MongoDB too.
CREATE TABLE restriction (
    account_id text PRIMARY KEY,
    folder text NOT NULL,                   -- path below originals/; '' for all
    query text NOT NULL                     -- parameters of a search; '' for all
);
CREATE INDEX media_outermost ON media (split_part(path, '/', 1), taken_at DESC, id DESC)
    WHERE trashed_at IS NULL;
CREATE INDEX media_folder ON media (path text_pattern_ops);

CREATE TABLE preference (
    account_id text PRIMARY KEY,
    theme text NOT NULL DEFAULT 'auto' CHECK (theme IN ('auto', 'light', 'dark')),
    rows text NOT NULL DEFAULT 'medium' CHECK (rows IN ('small', 'medium', 'large', 'huge')),
    slide_seconds real NOT NULL DEFAULT 2.5 CHECK (slide_seconds BETWEEN 0.5 AND 600)
);

ALTER TABLE analyzer
    ADD active boolean NOT NULL DEFAULT true,   -- whether files are planned for it
    ADD threshold real CHECK (threshold BETWEEN 0 AND 1), -- findings of a lower score are not shown
    ADD indexed_threshold real,                 -- the one that search knows of; -1 where it knows of several
    ADD indexed_to bigint NOT NULL DEFAULT 0,   -- the file up to which search knows of the present one
    ADD rank smallint NOT NULL DEFAULT 0,       -- the bulk of a lower one waits for that of a higher one
    ADD hours_from time,                        -- when the bulk is worked on; always where NULL
    ADD hours_until time,
    ADD hours_zone text;

-- The view of what people see tells the threshold too; a worker may know those of all analyzers.
CREATE OR REPLACE VIEW serving AS
SELECT analysis.*, analyzer.threshold
  FROM analysis
  JOIN (SELECT DISTINCT ON (media_id, analyzer) media_id, analyzer, version
          FROM analysis
         GROUP BY media_id, analyzer, version
        HAVING bool_or(done_at IS NOT NULL)
         ORDER BY media_id, analyzer, bool_and(done_at IS NOT NULL OR state = 'failed') DESC, version DESC
       ) AS newest USING (media_id, analyzer, version)
  LEFT JOIN analyzer ON analyzer.name = analysis.analyzer
 WHERE analysis.done_at IS NOT NULL;
GRANT SELECT (threshold) ON serving TO bowerbird_worker;

-- Whether work that is for these hours of a time zone goes on at `moment`; they may go over midnight.
CREATE FUNCTION within_hours(hours_from time, hours_until time, zone text, moment timestamptz)
    RETURNS boolean LANGUAGE sql STABLE
    RETURN CASE
        WHEN hours_from IS NULL OR hours_until IS NULL OR hours_from = hours_until THEN true
        WHEN hours_from < hours_until THEN
            (moment AT TIME ZONE zone)::time >= hours_from AND (moment AT TIME ZONE zone)::time < hours_until
        ELSE (moment AT TIME ZONE zone)::time >= hours_from OR (moment AT TIME ZONE zone)::time < hours_until
    END;

-- What is to be taken out of a folder of the inbox, and under which label.
CREATE TABLE inbox_source (
    folder text PRIMARY KEY,                -- below the inbox; '' is the inbox itself
    label text NOT NULL,
    include text[] NOT NULL DEFAULT '{}',   -- patterns of .gitignore; where there are any, only these
    exclude text[] NOT NULL DEFAULT '{}'
);
