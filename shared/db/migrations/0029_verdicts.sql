-- What people say of single findings, and what it takes to find the moments of a film.
--
-- A verdict is anchored on what was found and where (label or text, box, seconds), never on the number of
-- a finding, since findings are replaced whenever a file is analysed again.

CREATE TABLE verdict (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    decision text NOT NULL CHECK (decision IN ('confirmed', 'rejected', 'corrected')),
    label text,
    kind text,                              -- of the label, as in `media_label`
    text text,                              -- what was read or heard; with a box it was read
    said text,                              -- what really stands there or was said
    box_left real,                          -- no box: the label anywhere in the picture, or something heard
    box_top real,
    box_width real,
    box_height real,
    start_second double precision,          -- no second: at any time
    end_second double precision,
    language text,
    by_name text NOT NULL,                  -- the account that said so
    at timestamptz NOT NULL DEFAULT now(),
    alone boolean NOT NULL DEFAULT false,   -- no finding that serves says it too; see `settle`
    CHECK ((label IS NULL) <> (text IS NULL) AND (label IS NULL) = (kind IS NULL)),
    CHECK ((decision = 'corrected') = (said IS NOT NULL) AND (said IS NULL OR text IS NOT NULL))
);
CREATE INDEX verdict_media ON verdict (media_id);

-- A finding that a person rejected or corrected: it is kept, and counts nowhere.
ALTER TABLE finding ADD overruled boolean NOT NULL DEFAULT false;

-- The words of a text as `to_tsvector` takes them apart, near to `shared.text.words`.
CREATE FUNCTION folded(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN lower(regexp_replace(regexp_replace(replace(normalize(given, NFKD), 'ß', 'ss'),
                                               U&'[\0300-\036F]+', '', 'g'),
                                '[][!-/:-@\\^_`{-~]+', ' ', 'g'));

-- How much of the stretch from `a` to `b` lies between `c` and `d`, 0 to 1.  A moment lies in it or does not.
CREATE FUNCTION share_inside(a double precision, b double precision, c double precision, d double precision)
    RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN b > a THEN greatest(least(b, d) - greatest(a, c), 0) / (b - a)
                WHEN a BETWEEN c AND d THEN 1 ELSE 0 END;

-- Whether a verdict speaks of a finding.  Boxes must share half of their union; a label holds at the same
-- second give or take half the distance of the frames that are looked at; what was read or heard must lie
-- half in the verdict's time.  A rejected text must have half its words in common, since another reading
-- of the same place is news; a corrected one stands in the place of whatever is read or heard there.
CREATE FUNCTION speaks_of(verdict verdict, finding finding) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN verdict.label IS NOT DISTINCT FROM CASE WHEN finding.text IS NULL THEN finding.label END
       AND (verdict.text IS NULL) = (finding.text IS NULL)
       AND (verdict.start_second IS NULL OR finding.start_second IS NOT NULL
            AND share_inside(finding.start_second, coalesce(finding.end_second, finding.start_second),
                             verdict.start_second - CASE WHEN finding.box_left IS NULL THEN 0 ELSE 2.5 END,
                             coalesce(verdict.end_second, verdict.start_second)
                             + CASE WHEN finding.box_left IS NULL THEN 0 ELSE 2.5 END) >= 0.5)
       AND CASE WHEN verdict.box_left IS NULL THEN verdict.text IS NULL OR finding.box_left IS NULL
                WHEN finding.box_left IS NULL THEN false
                ELSE (SELECT shared >= 0.5 * (verdict.box_width * verdict.box_height
                                              + finding.box_width * finding.box_height - shared)
                        FROM (SELECT greatest(least(verdict.box_left + verdict.box_width,
                                                    finding.box_left + finding.box_width)
                                              - greatest(verdict.box_left, finding.box_left), 0)
                                     * greatest(least(verdict.box_top + verdict.box_height,
                                                      finding.box_top + finding.box_height)
                                                - greatest(verdict.box_top, finding.box_top), 0) AS shared
                             ) AS overlap)
           END
       AND (verdict.text IS NULL OR verdict.decision = 'corrected' OR verdict.text = finding.text
            OR (SELECT count(*) FILTER (WHERE word = ANY (held.words)) * 2 >= count(*) AND count(*) > 0
                  FROM (SELECT tsvector_to_array(to_tsvector('simple', folded(verdict.text))) AS words) AS held,
                       unnest(tsvector_to_array(to_tsvector('simple', folded(finding.text)))) AS word));

-- Brings findings and verdicts of a file together again after either of them changed.  `kinds` tells by
-- the analyzer the kind of its labels, where that is no object.
CREATE FUNCTION settle(file bigint, kinds jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM verdict WHERE media_id = file)
       AND NOT EXISTS (SELECT FROM finding WHERE media_id = file AND overruled) THEN
        RETURN;
    END IF;
    UPDATE finding SET overruled = NOT overruled
     WHERE media_id = file
       AND overruled <> EXISTS (
               SELECT FROM verdict JOIN analysis ON analysis.id = finding.analysis_id
                WHERE verdict.media_id = file AND decision <> 'confirmed' AND speaks_of(verdict, finding)
                  AND (verdict.kind IS NULL
                       OR mark_of(verdict.kind) = mark_of(coalesce(kinds ->> analyzer, 'object'))));
    UPDATE verdict SET alone = NOT alone
     WHERE media_id = file
       AND alone <> (decision = 'corrected' OR decision = 'confirmed' AND NOT EXISTS (
                         SELECT FROM finding JOIN serving ON serving.id = finding.analysis_id
                          WHERE finding.media_id = file AND serving.media_id = file AND NOT overruled
                            AND coalesce(finding.score, 1) >= coalesce(threshold, 0)
                            AND (verdict.kind IS NULL
                                 OR mark_of(verdict.kind) = mark_of(coalesce(kinds ->> analyzer, 'object')))
                            AND speaks_of(verdict, finding)));
END
$$;
REVOKE EXECUTE ON FUNCTION settle(bigint, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle(bigint, jsonb) TO bowerbird_worker;

-- A worker writes people's verdicts into the labels and the search document of the file it works on.
GRANT SELECT (overruled) ON finding TO bowerbird_worker;
GRANT SELECT ON verdict TO bowerbird_worker;
ALTER TABLE verdict ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_reads ON verdict FOR SELECT TO bowerbird_worker
    USING (EXISTS (SELECT FROM analysis AS held WHERE held.media_id = verdict.media_id
                      AND (held.state = 'running' OR held.ended_at = now())));

-- Films that show a label, newest first; the seconds of a label in a film; what is read or said in films.
ALTER TABLE media_label ADD timed boolean NOT NULL DEFAULT false; -- found at a second
UPDATE media_label SET timed = true
  FROM media
 WHERE media.id = media_label.media_id AND media.kind IN ('video', 'audio')
   AND EXISTS (SELECT FROM finding WHERE finding.media_id = media_label.media_id
                  AND finding.label = media_label.label AND finding.start_second IS NOT NULL);
CREATE INDEX media_label_timed ON media_label (label, taken_at DESC, media_id DESC) WHERE timed;
CREATE INDEX finding_moment ON finding (media_id, label, start_second)
    WHERE start_second IS NOT NULL AND label IS NOT NULL AND NOT overruled;
CREATE INDEX finding_moment_text ON finding USING gin (to_tsvector('simple', folded(text)))
    WHERE start_second IS NOT NULL AND text IS NOT NULL AND NOT overruled;
