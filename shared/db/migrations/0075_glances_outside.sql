-- Workers on other machines look at live pictures, too: a login sees those for its own analyzers while
-- somebody waits, never who waits, and may answer them, shortly.  Still nothing of them is kept.

ALTER TABLE glance ADD model text NOT NULL DEFAULT '';  -- as an admin would choose it; empty for the one at work
GRANT SELECT (id, analyzer, frame, asked_at, taken, model), UPDATE (taken, answer) ON glance TO bowerbird_worker;
ALTER TABLE glance ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_own ON glance TO bowerbird_worker
    USING (analyzer = ANY ((SELECT analyzers_in_use())::text[]) AND asked_at > now() - interval '10 seconds')
    WITH CHECK (answer IS NULL OR jsonb_typeof(answer) = 'object' AND octet_length(answer::text) < 200000);
