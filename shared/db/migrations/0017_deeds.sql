-- What people did to many files at once and may take back, and files on their way out of the trash.

CREATE TABLE deed (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    by_name text NOT NULL,                  -- the account that did it
    before jsonb NOT NULL,                  -- what it takes to undo it; its shape is that of the kind
    at timestamptz NOT NULL DEFAULT now(),
    undone_at timestamptz
);
CREATE INDEX deed_at ON deed (at);

-- A doomed file is gone for people; its row keeps name and content taken until its files are removed.
ALTER TABLE media ADD doomed boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT media_doomed CHECK (trashed_at IS NOT NULL OR NOT doomed);
CREATE INDEX media_doomed ON media (id) WHERE doomed;

-- The work that was left on a file when it went to the trash is `shelved` until it comes back.
ALTER TABLE analysis DROP CONSTRAINT analysis_state_check;
ALTER TABLE analysis ADD CONSTRAINT analysis_state_check
    CHECK (state IN ('queued', 'running', 'done', 'failed', 'shelved'));
CREATE INDEX analysis_shelved ON analysis (media_id) WHERE state = 'shelved';

-- Tags that differ only in case are one tag; suggestions go along this index from name to name.
CREATE INDEX media_tag_folded ON media_tag (lower(name) COLLATE "C", name COLLATE "C");

-- Workers leave files in the trash alone, and put what people wrote of a file into its search document.
GRANT SELECT (trashed_at) ON media TO bowerbird_worker;
GRANT SELECT (media_id, name) ON media_tag TO bowerbird_worker;
ALTER TABLE media_tag ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_reads ON media_tag FOR SELECT TO bowerbird_worker
    USING (EXISTS (SELECT FROM analysis AS held WHERE held.media_id = media_tag.media_id
                      AND (held.state = 'running' OR held.ended_at = now())));
GRANT SELECT (id, media_id, text) ON comment TO bowerbird_worker;
ALTER TABLE comment ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_reads ON comment FOR SELECT TO bowerbird_worker
    USING (EXISTS (SELECT FROM analysis AS held WHERE held.media_id = comment.media_id
                      AND (held.state = 'running' OR held.ended_at = now())));
