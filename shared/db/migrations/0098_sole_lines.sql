-- What serves is asked for one finding after the other, hundreds at a time.  Most files were looked at by one
-- version of each analyzer, which needs no choice: that there is no other is read in the index, and only where
-- there are several are they compared, as before.

CREATE OR REPLACE VIEW serving AS
SELECT analysis.id, analysis.media_id, analysis.analyzer, analysis.version, analysis.segment,
       analysis.span_start, analysis.span_end, analysis.state, analysis.priority, analysis.attempt,
       analysis.lease, analysis.lease_until, analysis.due_at, analysis.published, analysis.reason,
       analysis.engine, analysis.model, analysis.worker, analysis.created_at, analysis.started_at,
       analysis.ended_at, analysis.done_at, analyzer.threshold, analysis.edition
  FROM analysis
  LEFT JOIN analyzer ON analyzer.name = analysis.analyzer
 WHERE analysis.done_at IS NOT NULL
   AND (analysis.edition = 0
        AND NOT EXISTS (SELECT FROM analysis AS other
                         WHERE other.media_id = analysis.media_id AND other.analyzer = analysis.analyzer
                           AND (other.version <> analysis.version OR other.edition <> 0))
        OR (analysis.version, analysis.edition) = (
            SELECT line.version, line.edition
              FROM (SELECT version, edition, bool_and(done_at IS NOT NULL OR state = 'failed') AS complete
                      FROM analysis AS each
                     WHERE each.media_id = analysis.media_id AND each.analyzer = analysis.analyzer
                     GROUP BY version, edition HAVING bool_or(done_at IS NOT NULL)) AS line
             CROSS JOIN LATERAL (
                SELECT (analyzer.served -> line.edition::text ->> 0)::integer AS turn,
                       line.version > coalesce(CASE WHEN line.edition = analyzer.edition
                                                    THEN analyzer.serves_version
                                                    ELSE (analyzer.served -> line.edition::text ->> 1)::integer
                                               END, line.version) AS newer) AS told
             WHERE line.edition = 0 OR line.edition NOT IN (SELECT id FROM edition WHERE state <> 'served')
             ORDER BY line.complete AND NOT told.newer DESC, line.complete DESC,
                      line.edition = coalesce(analyzer.edition, 0) DESC, told.turn DESC NULLS LAST,
                      CASE WHEN told.newer THEN -line.version ELSE line.version END DESC, line.edition DESC
             LIMIT 1));

-- Words that were heard are looked for in what was said itself, not in all that a file holds.
CREATE INDEX finding_said ON finding USING gin (words_of(text)) WHERE text IS NOT NULL AND box_left IS NULL;
