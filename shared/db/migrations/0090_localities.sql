-- What each version of an analyzer took the place of a file for.  `media_place` is what serves of it, so that a
-- new version fills in beside the old one, is switched to and taken back, and the counts follow.

CREATE TABLE locality (
    finding_id bigint PRIMARY KEY REFERENCES finding ON DELETE CASCADE,
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    city text,                              -- as in `media_place`
    region text,
    country text NOT NULL,
    country_code text NOT NULL,
    near text,
    kilometres real NOT NULL,
    near_kilometres real
);
INSERT INTO locality
SELECT finding_id, media_id, city, region, country, country_code, near, kilometres, near_kilometres
  FROM media_place;
CREATE INDEX locality_media ON locality (media_id);

-- Lets the place of a file be the one that serves.  A file of which no version said a place is left alone: a
-- place that is set, moved or taken away removes what was said (`files_follow`).
CREATE FUNCTION settle_place(file bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    held locality;
BEGIN
    IF NOT EXISTS (SELECT FROM locality WHERE media_id = file) THEN
        RETURN;
    END IF;
    SELECT locality.* INTO held
      FROM locality JOIN finding ON finding.id = locality.finding_id
                    JOIN serving ON serving.id = finding.analysis_id AND serving.media_id = file
     WHERE locality.media_id = file ORDER BY locality.finding_id DESC LIMIT 1;
    IF held.finding_id IS NULL THEN
        DELETE FROM media_place WHERE media_id = file;
        RETURN;
    END IF;
    INSERT INTO media_place (media_id, finding_id, city, region, country, country_code, near, kilometres,
                             near_kilometres, taken_at)
    SELECT id, held.finding_id, held.city, held.region, held.country, held.country_code, held.near,
           held.kilometres, held.near_kilometres, taken_at
      FROM media WHERE id = file
    ON CONFLICT (media_id) DO UPDATE
       SET (finding_id, city, region, country, country_code, near, kilometres, near_kilometres, taken_at)
         = (EXCLUDED.finding_id, EXCLUDED.city, EXCLUDED.region, EXCLUDED.country, EXCLUDED.country_code,
            EXCLUDED.near, EXCLUDED.kilometres, EXCLUDED.near_kilometres, EXCLUDED.taken_at)
     WHERE media_place.finding_id <> EXCLUDED.finding_id;
END
$$;
REVOKE EXECUTE ON FUNCTION settle_place(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_place(bigint) TO bowerbird_worker;

-- Workers say what they found and no longer what serves.
REVOKE INSERT, UPDATE ON media_place FROM bowerbird_worker;
GRANT INSERT ON locality TO bowerbird_worker;
ALTER TABLE locality ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker_adds ON locality FOR INSERT TO bowerbird_worker
    WITH CHECK (EXISTS (SELECT FROM finding JOIN analysis AS held ON held.id = finding.analysis_id
                         WHERE finding.id = locality.finding_id AND finding.media_id = locality.media_id));
GRANT SELECT ON locality TO bowerbird_reader;
CREATE POLICY reader ON locality FOR SELECT TO bowerbird_reader USING (true);

-- `place` registers without it; until its worker begins anew, nothing changes.
