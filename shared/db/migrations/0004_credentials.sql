-- Workers on other machines: who may come in, and what such a login may do.
--
-- Every credential has a login role `bowerbird_worker_<name>` in the group `bowerbird_worker`, which
-- holds the rights.  The policies let a login touch only rows of its own analyzers.  The owner of the
-- tables and superusers are not held to policies, so nothing changes for the services of the house.

CREATE TABLE worker_credential (
    name text PRIMARY KEY CHECK (name ~ '^[a-z0-9-]{1,40}$'),
    analyzers text[] NOT NULL,
    token bytea NOT NULL UNIQUE,            -- SHA-256 of what the worker shows to the web service
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Roles belong to the whole server, where another library may have made the group, even just now.
DO $$
BEGIN
    CREATE ROLE bowerbird_worker NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    RAISE DEBUG 'the role bowerbird_worker is there';
END
$$;

-- Name of the credential that this session signed in with; NULL for everybody else.  A credential that
-- was revoked is gone from the table, and with it every right of a session that is still open.
CREATE FUNCTION credential_in_use() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT name FROM worker_credential WHERE 'bowerbird_worker_' || name = session_user);

CREATE FUNCTION analyzers_in_use() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT analyzers FROM worker_credential WHERE 'bowerbird_worker_' || name = session_user);

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO bowerbird_worker;

-- What a claim tells, and what the search document is made of; no position, no tags, no thumbnails.
GRANT SELECT (id, sha512, size, path, name, kind, mime, width, height, duration, audio_codec, make,
              model, lens, taken_at, has_preview)
    ON media TO bowerbird_worker;
GRANT UPDATE (name) ON media TO bowerbird_worker; -- without it no row can be locked; see the policy
ALTER TABLE media ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_reads ON media FOR SELECT TO bowerbird_worker
    USING ((SELECT analyzers_in_use()) IS NOT NULL);
CREATE POLICY worker_locks ON media FOR UPDATE TO bowerbird_worker
    USING ((SELECT analyzers_in_use()) IS NOT NULL) WITH CHECK (false);

GRANT SELECT ON migration TO bowerbird_worker; -- a worker of an older release ends

GRANT SELECT ON analyzer TO bowerbird_worker;
GRANT INSERT (name, version, accepts, engine, model) ON analyzer TO bowerbird_worker;
GRANT UPDATE (version, accepts, engine, model, blocked, registered_at) ON analyzer TO bowerbird_worker;
ALTER TABLE analyzer ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_own ON analyzer TO bowerbird_worker
    USING (name = ANY ((SELECT analyzers_in_use())::text[]));

GRANT SELECT ON analysis TO bowerbird_worker;
GRANT INSERT (media_id, analyzer, version, segment, span_start, span_end, priority)
    ON analysis TO bowerbird_worker;
GRANT UPDATE (span_start, span_end, state, attempt, lease, lease_until, due_at, published, reason, engine,
              model, worker, started_at, ended_at, done_at)
    ON analysis TO bowerbird_worker;
ALTER TABLE analysis ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_own ON analysis TO bowerbird_worker
    USING (analyzer = ANY ((SELECT analyzers_in_use())::text[]));

-- Every worker of an analyzer sees the others of it, and writes the rows of its own credential alone.
GRANT SELECT, INSERT, UPDATE, DELETE ON worker TO bowerbird_worker;
ALTER TABLE worker ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_reads ON worker FOR SELECT TO bowerbird_worker
    USING (analyzer = ANY ((SELECT analyzers_in_use())::text[]));
CREATE POLICY worker_own ON worker TO bowerbird_worker
    USING (credential = (SELECT credential_in_use()) AND analyzer = ANY ((SELECT analyzers_in_use())::text[]));

-- The view asks with its owner's rights: which analyses serve is known of every analyzer.
GRANT SELECT (id, media_id) ON serving TO bowerbird_worker;

-- What was found in a file, and what search reads of it, is open to a worker of one of its analyses while
-- that runs, and in the transaction that ends it (`ended_at` is then the time of this transaction).  The
-- policy of `analysis` holds inside these queries too, so they see the rows of the own analyzers alone.
GRANT SELECT (id, analysis_id, media_id, label, text, score, start_second) ON finding TO bowerbird_worker;
GRANT INSERT, DELETE ON finding TO bowerbird_worker;
GRANT USAGE ON SEQUENCE finding_id_seq TO bowerbird_worker;
ALTER TABLE finding ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_reads ON finding FOR SELECT TO bowerbird_worker
    USING (EXISTS (SELECT FROM analysis AS held WHERE held.media_id = finding.media_id
                      AND (held.state = 'running' OR held.ended_at = now())));
CREATE POLICY worker_adds ON finding FOR INSERT TO bowerbird_worker
    WITH CHECK (EXISTS (SELECT FROM analysis AS held
                         WHERE held.id = finding.analysis_id AND held.media_id = finding.media_id
                           AND (held.state = 'running' OR held.ended_at = now())));
CREATE POLICY worker_replaces ON finding FOR DELETE TO bowerbird_worker
    USING (EXISTS (SELECT FROM analysis AS held WHERE held.id = finding.analysis_id
                      AND (held.state = 'running' OR held.ended_at = now())));

GRANT INSERT (finding_id, media_id, embedding, landmarks, chip) ON face TO bowerbird_worker;
ALTER TABLE face ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_adds ON face FOR INSERT TO bowerbird_worker
    WITH CHECK (EXISTS (SELECT FROM finding JOIN analysis AS held ON held.id = finding.analysis_id
                         WHERE finding.id = face.finding_id AND finding.media_id = face.media_id));

GRANT SELECT, INSERT, UPDATE, DELETE ON media_label TO bowerbird_worker;
ALTER TABLE media_label ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_own ON media_label TO bowerbird_worker
    USING (EXISTS (SELECT FROM analysis AS held WHERE held.media_id = media_label.media_id
                      AND (held.state = 'running' OR held.ended_at = now())));

GRANT SELECT, INSERT, UPDATE ON media_text TO bowerbird_worker;
ALTER TABLE media_text ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_own ON media_text TO bowerbird_worker
    USING (EXISTS (SELECT FROM analysis AS held WHERE held.media_id = media_text.media_id
                      AND (held.state = 'running' OR held.ended_at = now())));
