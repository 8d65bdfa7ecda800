-- What a picture looks like as a whole, by which similar ones are found; and analyzers that are off until
-- an admin wants them.

-- Made from 1,280 numbers of the model (`services/classify`).  640 in half precision find a copy first as
-- often as all of them and share 17 of 20 nearest neighbours with them; a million take 1.4 GB on disk and
-- 1.6 GB of index, which should fit into memory.
CREATE TABLE picture (
    finding_id bigint PRIMARY KEY REFERENCES finding ON DELETE CASCADE,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    start_second double precision,          -- of the frame in a video
    embedding halfvec(640) NOT NULL         -- of length 1
);
ALTER TABLE picture ALTER COLUMN embedding SET STORAGE PLAIN;
CREATE INDEX picture_media ON picture (media_id);
CREATE INDEX picture_embedding ON picture USING hnsw (embedding halfvec_l2_ops);

GRANT INSERT ON picture TO bowerbird_worker;
ALTER TABLE picture ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_adds ON picture FOR INSERT TO bowerbird_worker
    WITH CHECK (EXISTS (SELECT FROM finding JOIN analysis AS held ON held.id = finding.analysis_id
                         WHERE finding.id = picture.finding_id AND finding.media_id = picture.media_id));

-- A discreet analyzer is off at first, and while it is off what it has found is not shown: its
-- `threshold` is then 2, above every score, and `least` keeps the one that an admin set.
ALTER TABLE analyzer
    ADD discreet boolean NOT NULL DEFAULT false,
    ADD least real CHECK (least BETWEEN 0 AND 1),
    DROP CONSTRAINT analyzer_threshold_check,
    ADD CONSTRAINT analyzer_threshold_check CHECK (threshold BETWEEN 0 AND 2);
UPDATE analyzer SET least = threshold WHERE threshold IS NOT NULL;
GRANT INSERT (active, discreet, threshold) ON analyzer TO bowerbird_worker;
