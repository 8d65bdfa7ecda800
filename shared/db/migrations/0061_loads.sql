-- How long a model takes to come into memory, for those who choose between two.
CREATE TABLE model_load (
    analyzer text NOT NULL,
    version integer NOT NULL,
    engine text NOT NULL,
    model text NOT NULL,                    -- with the content of its weights, as in `analysis`
    machine text NOT NULL,
    seconds real NOT NULL CHECK (seconds >= 0), -- the latest time
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (analyzer, version, engine, model, machine)
);

GRANT SELECT, INSERT, UPDATE ON model_load TO bowerbird_worker;
ALTER TABLE model_load ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_own ON model_load TO bowerbird_worker
    USING (analyzer = ANY ((SELECT analyzers_in_use())::text[]));
GRANT SELECT ON model_load TO bowerbird_reader;
CREATE POLICY reader ON model_load FOR SELECT TO bowerbird_reader USING (true);
