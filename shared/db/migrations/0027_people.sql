-- Who is who in pictures: what people say of it, and what is made of that.

CREATE TABLE person (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL DEFAULT '',          -- empty: a group of faces that nobody named
    kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'pet')),
    hidden boolean NOT NULL DEFAULT false,
    decided boolean NOT NULL DEFAULT false, -- somebody said something of it: no job unites or removes it
    into_id bigint REFERENCES person ON DELETE CASCADE, -- the one that it was found to be
    cover_id bigint,                        -- the decision whose face stands for it
    files integer NOT NULL DEFAULT 0,       -- outside the trash; follows within a second or two
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX person_name ON person (lower(name) COLLATE "C", id) WHERE name <> '' AND into_id IS NULL;
CREATE INDEX person_order ON person ((name = ''), files DESC, id) WHERE into_id IS NULL;
CREATE INDEX person_into ON person (into_id) WHERE into_id IS NOT NULL;

-- What somebody said of a part of a picture.  It is bound to the place in the file and to nothing that an
-- analyzer found there, so it outlives every analysis; `finding_id` only remembers which face lies there now.
CREATE TABLE person_decision (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    box_left real NOT NULL,                 -- fractions of the upright picture
    box_top real NOT NULL,
    box_width real NOT NULL,
    box_height real NOT NULL,
    start_second double precision,          -- in a recording
    verdict text NOT NULL CHECK (verdict IN ('is', 'is-not', 'ignore')),
    person_id bigint REFERENCES person ON DELETE CASCADE,
    whole boolean NOT NULL DEFAULT false,   -- said of a whole group of faces, not of this one by itself
    drawn boolean NOT NULL DEFAULT false,   -- the box was drawn by hand
    by_name text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    finding_id bigint REFERENCES finding ON DELETE SET NULL,
    CHECK ((verdict = 'ignore') = (person_id IS NULL))
);
CREATE INDEX person_decision_media ON person_decision (media_id);
CREATE INDEX person_decision_person ON person_decision (person_id, verdict, id);
CREATE INDEX person_decision_finding ON person_decision (finding_id) WHERE finding_id IS NOT NULL;
ALTER TABLE person ADD FOREIGN KEY (cover_id) REFERENCES person_decision ON DELETE SET NULL;
CREATE INDEX person_cover ON person (cover_id) WHERE cover_id IS NOT NULL;

-- To whom each face belongs at present: said by somebody, guessed, to nobody yet, or of no interest.
CREATE TABLE belonging (
    finding_id bigint PRIMARY KEY REFERENCES finding ON DELETE CASCADE,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    person_id bigint REFERENCES person ON DELETE CASCADE,
    state text NOT NULL CHECK (state IN ('said', 'guess', 'loose', 'ignored')),
    distance real,                          -- of a guess: how far the nearest faces of the person are
    CHECK ((state IN ('said', 'guess')) = (person_id IS NOT NULL))
);
CREATE INDEX belonging_person ON belonging (person_id, finding_id) WHERE person_id IS NOT NULL;
CREATE INDEX belonging_loose ON belonging (finding_id DESC) WHERE state = 'loose';
CREATE INDEX belonging_media ON belonging (media_id);

-- Faces that are to be looked at, and people whose files are to be counted or whose group may be another's.
CREATE TABLE face_due (
    finding_id bigint PRIMARY KEY REFERENCES finding ON DELETE CASCADE
);
CREATE TABLE person_due (
    person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE
);
CREATE INDEX person_due_person ON person_due (person_id);
CREATE TABLE file_due (                     -- files whose people and words are to follow a deed of many
    media_id bigint PRIMARY KEY REFERENCES media ON DELETE CASCADE
);
INSERT INTO face_due SELECT finding_id FROM face;

CREATE FUNCTION face_arrived() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO face_due SELECT finding_id FROM arrived ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER face_arrived AFTER INSERT ON face REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION face_arrived();

-- One row per file and person; what filters, counts and facets read.
CREATE TABLE media_person (
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
    n integer NOT NULL,                     -- faces
    taken_at timestamp NOT NULL,
    PRIMARY KEY (media_id, person_id)
);
CREATE INDEX media_person_newest ON media_person (person_id, taken_at DESC, media_id DESC);

CREATE FUNCTION media_person_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO person_due SELECT DISTINCT person_id FROM moved
     WHERE EXISTS (SELECT FROM person WHERE person.id = moved.person_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER media_person_added AFTER INSERT ON media_person REFERENCING NEW TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION media_person_changed();
CREATE TRIGGER media_person_gone AFTER DELETE ON media_person REFERENCING OLD TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION media_person_changed();

-- A file goes to the trash or comes back: its people are counted anew.
CREATE FUNCTION media_person_trashed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO person_due SELECT person_id FROM media_person WHERE media_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER media_person_trashed AFTER UPDATE OF trashed_at ON media FOR EACH ROW
    WHEN (OLD.trashed_at IS DISTINCT FROM NEW.trashed_at) EXECUTE FUNCTION media_person_trashed();

-- What two boxes have in common, as a share of what they cover together.
CREATE FUNCTION overlap(one box, other box) RETURNS double precision LANGUAGE sql IMMUTABLE
    RETURN coalesce(area(one # other), 0)
           / nullif(area(one) + area(other) - coalesce(area(one # other), 0), 0);

CREATE FUNCTION box_at(x real, y real, width real, height real) RETURNS box LANGUAGE sql IMMUTABLE
    RETURN box(point(x, y), point(x + width, y + height));

-- The network that described a face, which the name of its model ends with: two networks' distances mean nothing.
CREATE FUNCTION network(model text) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN coalesce(substring(model FROM '[^ ]+$'), '');

-- Bind what was said of a file to the faces that serve there now, and keep what follows from it: to whom its
-- faces belong, and who is in it.  Of two detectors' boxes around one face a fifth and more is shared (HOG and
-- YuNet: 0.3 to 0.8).  Where two decisions lay claim to one face, the one that fits clearly worse has none.
CREATE FUNCTION heed_people(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    nothing boolean := NOT EXISTS (SELECT FROM person_decision WHERE media_id = wanted)
                   AND NOT EXISTS (SELECT FROM belonging WHERE media_id = wanted)
                   AND NOT EXISTS (SELECT FROM media_person WHERE media_id = wanted);
BEGIN
    IF nothing THEN
        RETURN;
    END IF;

    WITH fitting AS (
        SELECT said.id, said.verdict, finding.id AS finding_id,
               overlap(box_at(said.box_left, said.box_top, said.box_width, said.box_height),
                       box_at(finding.box_left, finding.box_top, finding.box_width, finding.box_height)) AS shared
          FROM person_decision AS said
          LEFT JOIN person ON person.id = said.person_id
          JOIN finding ON finding.media_id = wanted AND finding.box_left IS NOT NULL
          JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = wanted
                      AND serving.analyzer = 'faces'
         WHERE said.media_id = wanted AND person.kind IS DISTINCT FROM 'pet'
           AND (said.start_second IS NULL) = (finding.start_second IS NULL)
           AND abs(coalesce(said.start_second - finding.start_second, 0)) <= 0.75
    ), best AS (
        SELECT DISTINCT ON (id) * FROM fitting WHERE shared >= 0.2 ORDER BY id, shared DESC, finding_id
    ), bound AS (
        SELECT id, finding_id FROM best
         WHERE verdict = 'is-not'
            OR NOT EXISTS (SELECT FROM best AS other
                            WHERE other.finding_id = best.finding_id AND other.verdict <> 'is-not'
                              AND other.shared > best.shared + 0.2)
    )
    UPDATE person_decision SET finding_id = bound.finding_id
      FROM person_decision AS said LEFT JOIN bound USING (id)
     WHERE said.media_id = wanted AND person_decision.id = said.id
       AND person_decision.finding_id IS DISTINCT FROM bound.finding_id;

    INSERT INTO belonging (finding_id, media_id, person_id, state)
    SELECT DISTINCT ON (finding_id) finding_id, wanted, person_id,
           CASE verdict WHEN 'is' THEN 'said' ELSE 'ignored' END
      FROM person_decision
     WHERE media_id = wanted AND finding_id IS NOT NULL AND verdict <> 'is-not'
     ORDER BY finding_id, at DESC, id DESC
    ON CONFLICT (finding_id) DO UPDATE
       SET person_id = EXCLUDED.person_id, state = EXCLUDED.state, distance = NULL
     WHERE (belonging.person_id, belonging.state) IS DISTINCT FROM (EXCLUDED.person_id, EXCLUDED.state);

    -- What is no longer said, or was told not to be so, is to be guessed anew.
    WITH gone AS (
        DELETE FROM belonging
         WHERE media_id = wanted
           AND CASE WHEN state IN ('said', 'ignored') THEN
                   NOT EXISTS (SELECT FROM person_decision AS said
                                WHERE said.finding_id = belonging.finding_id AND verdict <> 'is-not')
               WHEN state = 'guess' THEN
                   EXISTS (SELECT FROM person_decision AS said
                            WHERE said.finding_id = belonging.finding_id
                              AND verdict = 'is-not' AND said.person_id = belonging.person_id)
                   OR EXISTS (SELECT FROM belonging AS taken
                                JOIN finding AS other ON other.id = taken.finding_id
                                JOIN finding AS own ON own.id = belonging.finding_id
                               WHERE taken.media_id = wanted AND taken.state = 'said'
                                 AND taken.person_id = belonging.person_id
                                 AND other.analysis_id = own.analysis_id
                                 AND other.start_second IS NOT DISTINCT FROM own.start_second)
               ELSE false END
        RETURNING finding_id
    )
    INSERT INTO face_due SELECT finding_id FROM gone JOIN face USING (finding_id) ON CONFLICT DO NOTHING;

    WITH shown AS (
        SELECT belonging.person_id
          FROM belonging
          JOIN finding ON finding.id = belonging.finding_id
          JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = wanted
         WHERE belonging.media_id = wanted AND person_id IS NOT NULL
           AND (belonging.state = 'said' OR coalesce(score, 1) >= coalesce(threshold, 0))
        UNION ALL
        SELECT person_id FROM person_decision
         WHERE media_id = wanted AND verdict = 'is' AND finding_id IS NULL
    ), counted AS (
        SELECT person_id, count(*)::integer AS n FROM shown GROUP BY person_id
    ), gone AS (
        DELETE FROM media_person
         WHERE media_id = wanted AND person_id NOT IN (SELECT person_id FROM counted)
    )
    INSERT INTO media_person (media_id, person_id, n, taken_at)
    SELECT media.id, counted.person_id, counted.n, media.taken_at
      FROM counted JOIN media ON media.id = wanted
    ON CONFLICT (media_id, person_id) DO UPDATE SET n = EXCLUDED.n, taken_at = EXCLUDED.taken_at
     WHERE (media_person.n, media_person.taken_at) IS DISTINCT FROM (EXCLUDED.n, EXCLUDED.taken_at);
END
$$;

-- Workers put people's names into the search document of the file in their hands.
GRANT SELECT ON media_person TO bowerbird_worker;
ALTER TABLE media_person ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_reads ON media_person FOR SELECT TO bowerbird_worker
    USING (EXISTS (SELECT FROM analysis AS held WHERE held.media_id = media_person.media_id
                      AND (held.state = 'running' OR held.ended_at = now())));
GRANT SELECT (id, name, hidden) ON person TO bowerbird_worker;
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_reads ON person FOR SELECT TO bowerbird_worker
    USING (EXISTS (SELECT FROM media_person WHERE media_person.person_id = person.id));
ALTER TABLE person_decision ENABLE ROW LEVEL SECURITY;
