-- Perceptual hashes, and the pairs of files that look nearly the same.

CREATE TABLE likeness (
    finding_id bigint PRIMARY KEY REFERENCES finding ON DELETE CASCADE,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    frequencies bit(64) NOT NULL,
    blocks bit(256) NOT NULL,
    inner_frequencies bit(64) NOT NULL,     -- the same of the picture without its margin
    inner_blocks bit(256) NOT NULL
);
CREATE INDEX likeness_media ON likeness (media_id);
CREATE INDEX likeness_blocks ON likeness USING hnsw (blocks bit_hamming_ops);
CREATE INDEX likeness_inner ON likeness USING hnsw (inner_blocks bit_hamming_ops);

CREATE TABLE likeness_pair (
    low bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    high bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    distance smallint NOT NULL,             -- bits of 256 that differ
    apart_by text,                          -- who said that these are no duplicates
    PRIMARY KEY (low, high),
    CHECK (low < high)
);
CREATE INDEX likeness_pair_high ON likeness_pair (high DESC, low DESC) WHERE apart_by IS NULL;

-- Pairs are found as hashes come in, one transaction at a time: two that come together would not see
-- each other.  The bounds part the near duplicates of the reference collection (at most 26 and 14) from
-- its most alike different pictures (66 and 24, portraits cut alike 19 and 20).
CREATE FUNCTION pair_likeness() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('likeness_pair'));
    INSERT INTO likeness_pair (low, high, distance)
    SELECT least(media_id, NEW.media_id), greatest(media_id, NEW.media_id), min(apart)
      FROM ((SELECT media_id, blocks <~> NEW.blocks AS apart, bit_count(frequencies # NEW.frequencies) AS waves
               FROM likeness ORDER BY blocks <~> NEW.blocks LIMIT 40)
            UNION ALL
            (SELECT media_id, inner_blocks <~> NEW.blocks, bit_count(inner_frequencies # NEW.frequencies)
               FROM likeness ORDER BY inner_blocks <~> NEW.blocks LIMIT 40)
            UNION ALL
            (SELECT media_id, blocks <~> NEW.inner_blocks, bit_count(frequencies # NEW.inner_frequencies)
               FROM likeness ORDER BY blocks <~> NEW.inner_blocks LIMIT 40)) AS near
     WHERE media_id <> NEW.media_id AND apart <= 26 AND waves <= 14
     GROUP BY media_id
    ON CONFLICT (low, high) DO UPDATE SET distance = EXCLUDED.distance;
    RETURN NULL;
END
$$;
CREATE TRIGGER likeness_paired AFTER INSERT ON likeness
    FOR EACH ROW EXECUTE FUNCTION pair_likeness();

-- A picture that is looked at again may be like others; what a person said of its pairs stays.
CREATE FUNCTION unpair_likeness() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM likeness_pair
     WHERE (low = OLD.media_id OR high = OLD.media_id) AND apart_by IS NULL;
    RETURN NULL;
END
$$;
CREATE INDEX likeness_pair_any_high ON likeness_pair (high);
CREATE TRIGGER likeness_unpaired AFTER DELETE ON likeness
    FOR EACH ROW EXECUTE FUNCTION unpair_likeness();

GRANT INSERT ON likeness TO bowerbird_worker;
ALTER TABLE likeness ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_adds ON likeness FOR INSERT TO bowerbird_worker
    WITH CHECK (EXISTS (SELECT FROM finding JOIN analysis AS held ON held.id = finding.analysis_id
                         WHERE finding.id = likeness.finding_id AND finding.media_id = likeness.media_id));

-- Content that arrived again, the latest first.
CREATE INDEX sighting_repeat ON sighting (seen_at DESC, claim) WHERE duplicate;
