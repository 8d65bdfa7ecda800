-- Models beside each other: a candidate looks at files too, apart, until an admin lets it serve.

-- One model of an analyzer that was tried beside the one at work.  What workers do by themselves is
-- edition 0, which has no row.
CREATE TABLE edition (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    analyzer text NOT NULL,
    chosen text NOT NULL,                   -- the model as it is chosen; '' for the worker's own setting
    version integer,                        -- NULL until a worker took it up
    engine text NOT NULL DEFAULT '',
    model text NOT NULL DEFAULT '',         -- with the content of its weights; another file is another model
    sample integer CHECK (sample > 0),      -- files that it looks at; NULL for the whole library
    state text NOT NULL DEFAULT 'trial' CHECK (state IN ('trial', 'served', 'dropped')),
    blocked text,                           -- what it waits for
    by_name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX edition_trial ON edition (analyzer) WHERE state = 'trial';

ALTER TABLE analysis ADD edition integer NOT NULL DEFAULT 0;
ALTER TABLE analysis DROP CONSTRAINT analysis_media_id_analyzer_version_segment_key;
ALTER TABLE analysis ADD UNIQUE (media_id, analyzer, version, segment, edition);
DROP INDEX analysis_due;
CREATE INDEX analysis_due ON analysis (analyzer, edition, version, priority DESC, media_id DESC)
    WHERE state = 'queued' AND NOT published;
-- The files of one edition and version, to compare two and to tell how much of the library each has seen.
CREATE INDEX analysis_line ON analysis (analyzer, edition, version, media_id) INCLUDE (model)
    WHERE done_at IS NOT NULL AND segment = 0;

ALTER TABLE analyzer
    ADD edition integer NOT NULL DEFAULT 0, -- the one that works on new files and serves
    ADD serves_version integer,             -- of that edition; the newest where NULL
    ADD follows text NOT NULL DEFAULT 'file' CHECK (follows IN ('file', 'ask')); -- when a new version serves

-- Every change of what serves, and how far the index of search has followed it.
CREATE TABLE changeover (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    analyzer text NOT NULL,
    from_edition integer NOT NULL,
    from_version integer NOT NULL,          -- that was planned
    from_serves integer,
    from_chosen text NOT NULL,
    to_edition integer NOT NULL,
    to_serves integer,
    back boolean NOT NULL DEFAULT false,    -- whether it took back the one before it
    by_name text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    indexed_to bigint NOT NULL DEFAULT 0,   -- the file up to which search knows of it
    indexed_at timestamptz                  -- when it knew of it wholly
);
CREATE INDEX changeover_analyzer ON changeover (analyzer, id DESC);
CREATE INDEX changeover_behind ON changeover (id) WHERE indexed_at IS NULL;

-- What a person sees, of each file and analyzer: what was chosen where that has looked, else the newest
-- that is complete, else the newest that has findings at all.  A candidate never serves.
CREATE OR REPLACE VIEW serving AS
SELECT analysis.id, analysis.media_id, analysis.analyzer, analysis.version, analysis.segment,
       analysis.span_start, analysis.span_end, analysis.state, analysis.priority, analysis.attempt,
       analysis.lease, analysis.lease_until, analysis.due_at, analysis.published, analysis.reason,
       analysis.engine, analysis.model, analysis.worker, analysis.created_at, analysis.started_at,
       analysis.ended_at, analysis.done_at, analyzer.threshold, analysis.edition
  FROM analysis
  JOIN (SELECT DISTINCT ON (media_id, analyzer) media_id, analyzer, version, edition
          FROM (SELECT media_id, analyzer, version, edition,
                       bool_and(done_at IS NOT NULL OR state = 'failed') AS complete
                  FROM analysis GROUP BY media_id, analyzer, version, edition
                HAVING bool_or(done_at IS NOT NULL)) AS line
          LEFT JOIN (SELECT name, edition AS at_work, serves_version FROM analyzer) AS steered
                 ON steered.name = line.analyzer
         WHERE edition = 0 OR edition NOT IN (SELECT id FROM edition WHERE state <> 'served')
         ORDER BY media_id, analyzer,
                  complete AND edition = coalesce(at_work, 0)
                           AND version = coalesce(serves_version, version) DESC,
                  complete DESC, edition = coalesce(at_work, 0) DESC, version DESC, edition DESC
       ) AS newest USING (media_id, analyzer, version, edition)
  LEFT JOIN analyzer ON analyzer.name = analysis.analyzer
 WHERE analysis.done_at IS NOT NULL;

GRANT SELECT (edition) ON serving TO bowerbird_worker;
GRANT INSERT (edition) ON analysis TO bowerbird_worker;
GRANT UPDATE (serves_version) ON analyzer TO bowerbird_worker;
GRANT SELECT, UPDATE (version, engine, model, blocked) ON edition TO bowerbird_worker;
ALTER TABLE edition ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_own ON edition TO bowerbird_worker
    USING (analyzer = ANY ((SELECT analyzers_in_use())::text[]));
GRANT SELECT ON edition, changeover TO bowerbird_reader;
CREATE POLICY reader ON edition FOR SELECT TO bowerbird_reader USING (true);
