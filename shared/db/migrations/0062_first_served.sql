-- A file that only versions have seen which wait to be switched to keeps what the first of them found.  Where
-- an edition has not looked, what served before it serves on: of several the one that served last, and of that
-- not what waited to be switched to.

-- By edition that served: in which turn it was left, and its `serves_version` then.
ALTER TABLE analyzer ADD served jsonb NOT NULL DEFAULT '{}';
ALTER TABLE changeover ADD from_served jsonb; -- the same before the change

-- What a person sees, of each file and analyzer: the newest that is complete, else the newest that has
-- findings at all; what is at work before what served earlier, that by when it did, and what is newer than that which serves only
-- where nothing else has looked, the first of it, so that no file changes before somebody switches.  A
-- candidate never serves.
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
          LEFT JOIN (SELECT name, edition AS at_work, serves_version, served FROM analyzer) AS steered
                 ON steered.name = line.analyzer
         CROSS JOIN LATERAL (
            SELECT (served -> edition::text ->> 0)::integer AS turn,
                   version > coalesce(CASE WHEN edition = at_work THEN serves_version
                                           ELSE (served -> edition::text ->> 1)::integer END,
                                      version) AS newer) AS told
         WHERE edition = 0 OR edition NOT IN (SELECT id FROM edition WHERE state <> 'served')
         ORDER BY media_id, analyzer,
                  complete AND NOT newer DESC, complete DESC, edition = coalesce(at_work, 0) DESC,
                  turn DESC NULLS LAST, CASE WHEN newer THEN -version ELSE version END DESC,
                  edition DESC
       ) AS newest USING (media_id, analyzer, version, edition)
  LEFT JOIN analyzer ON analyzer.name = analysis.analyzer
 WHERE analysis.done_at IS NOT NULL;
