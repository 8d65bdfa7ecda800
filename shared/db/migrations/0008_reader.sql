-- A group for reporting tools: reads what is known of files and work, and no secret, picture or face.
-- A login is made by the owner: CREATE ROLE grafana LOGIN PASSWORD '…' IN ROLE bowerbird_reader

DO $$
BEGIN
    CREATE ROLE bowerbird_reader NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    RAISE DEBUG 'the role bowerbird_reader is there';
END
$$;

GRANT USAGE ON SCHEMA public TO bowerbird_reader;
GRANT SELECT ON batch, media, sighting, inbox_problem, analyzer, analysis, done_count, serving, finding,
                media_label, worker, tally, scrub_round, scrub_problem
    TO bowerbird_reader;

CREATE POLICY reader ON media FOR SELECT TO bowerbird_reader USING (true);
CREATE POLICY reader ON analyzer FOR SELECT TO bowerbird_reader USING (true);
CREATE POLICY reader ON analysis FOR SELECT TO bowerbird_reader USING (true);
CREATE POLICY reader ON finding FOR SELECT TO bowerbird_reader USING (true);
CREATE POLICY reader ON media_label FOR SELECT TO bowerbird_reader USING (true);
CREATE POLICY reader ON worker FOR SELECT TO bowerbird_reader USING (true);
