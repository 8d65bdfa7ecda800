-- How far a model is that is tried, so that whoever asks need not count a library.
ALTER TABLE edition
    ADD planned integer,                    -- files that it was given; NULL where nobody counted them
    ADD seen integer NOT NULL DEFAULT 0,    -- files that it had looked at until then
    ADD seen_until timestamptz NOT NULL DEFAULT '-infinity';
UPDATE edition SET planned = (SELECT count(*) FROM analysis
                               WHERE analysis.analyzer = edition.analyzer AND analysis.edition = edition.id
                                 AND analysis.segment = 0)
 WHERE state = 'trial' AND version IS NOT NULL;
GRANT UPDATE (planned) ON edition TO bowerbird_worker;
