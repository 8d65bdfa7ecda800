-- Which model admins chose for an analyzer, and which ones its workers have.

ALTER TABLE analyzer
    ADD chosen text NOT NULL DEFAULT '';    -- wins over the worker's settings; these hold where it is empty

ALTER TABLE worker
    ADD chosen text NOT NULL DEFAULT '',    -- what it was started with
    ADD models jsonb NOT NULL DEFAULT '{}'; -- names of those that lie on its machine, with their bytes
