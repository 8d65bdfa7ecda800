-- The points of faces, bodies and hands, packed: nothing searches them, only who looks at a file sees them.

CREATE TABLE outline (
    finding_id bigint PRIMARY KEY REFERENCES finding ON DELETE CASCADE,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('face', 'body', 'left hand', 'right hand')),
    points bytea NOT NULL,                  -- x, y pairs: two bytes each, signed, 8192 to a picture's side
    sure bytea                              -- of each point, 0..255
);
CREATE INDEX outline_media ON outline (media_id);

GRANT INSERT ON outline TO bowerbird_worker;
ALTER TABLE outline ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_adds ON outline FOR INSERT TO bowerbird_worker
    WITH CHECK (EXISTS (SELECT FROM finding JOIN analysis AS held ON held.id = finding.analysis_id
                         WHERE finding.id = outline.finding_id AND finding.media_id = outline.media_id));
