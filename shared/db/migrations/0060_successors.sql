-- A new version fills in beside the one that serves until an admin switches to it.

ALTER TABLE analyzer DROP CONSTRAINT analyzer_follows_check;
-- Nobody can have chosen `file`, which was how every analyzer began; a version that serves file by file
-- already goes on to do so, and the next one waits.
UPDATE analyzer SET follows = 'ask' WHERE follows = 'file';
ALTER TABLE analyzer
    ALTER follows SET DEFAULT 'ask',
    ADD CHECK (follows IN ('ask', 'all', 'file')), -- when asked to, when all was looked at, file by file
    -- Whether what it makes is kept once for a file, so that a new version replaces it in any case.
    ADD replaces boolean NOT NULL DEFAULT false;
GRANT INSERT (replaces), UPDATE (replaces) ON analyzer TO bowerbird_worker;

-- What a person sees, of each file and analyzer: the newest that is complete, else the newest that has
-- findings at all; what is at work before what served earlier, and what is newer than that which serves only
-- where nothing else has looked.  A candidate never serves.
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
                  complete AND NOT (edition = coalesce(at_work, 0)
                                    AND version > coalesce(serves_version, version)) DESC,
                  complete DESC, edition = coalesce(at_work, 0) DESC, version DESC, edition DESC
       ) AS newest USING (media_id, analyzer, version, edition)
  LEFT JOIN analyzer ON analyzer.name = analysis.analyzer
 WHERE analysis.done_at IS NOT NULL;
