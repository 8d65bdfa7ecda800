-- What a picture says of itself in words: the descriptions in its XMP, IPTC and EXIF.  What cameras write
-- there is left out as it comes in (shared/decoding/captions.py).

CREATE TABLE description (
    media_id bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    source text NOT NULL CHECK (source IN ('xmp', 'iptc', 'exif')),
    text text NOT NULL CHECK (text <> ''),
    PRIMARY KEY (media_id, source)
);
CREATE INDEX description_words ON description USING gin (words_of(text));

CREATE FUNCTION described() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO description (media_id, source, text)
    SELECT NEW.id, told.key, told.value FROM jsonb_each_text(NEW.tags -> 'descriptions') AS told
     WHERE told.value <> '';
    RETURN NULL;
END
$$;
CREATE TRIGGER described AFTER INSERT ON media FOR EACH ROW
    WHEN (NEW.tags ? 'descriptions') EXECUTE FUNCTION described();

-- Files that are here already: what was read of them, but for IPTC.
INSERT INTO description (media_id, source, text)
SELECT media_id, 'xmp', btrim(said ->> 'description', E' \n\t')
  FROM xmp_reading WHERE origin = '' AND btrim(said ->> 'description', E' \n\t') <> ''
ON CONFLICT DO NOTHING;
INSERT INTO description (media_id, source, text)
SELECT id, 'exif', said
  FROM media
 CROSS JOIN LATERAL (
    SELECT btrim(coalesce(tags #>> '{exifread,Image ImageDescription}',
                          tags #>> '{exiftool,IFD0:ImageDescription}'), E' \n\t') AS said) AS read
 CROSS JOIN LATERAL (SELECT lower(said) AS folded) AS small
 WHERE said ~ '[[:alnum:]]'
   AND folded !~ ('^((acer|agfa|aiptek|benq|canon|casio|concord|epson|fujifilm|genius|hp|jenoptik|kodak|konica|'
                  || 'konica minolta|kyocera|leica|medion|minolta|nikon|olympus|panasonic|pentax|polaroid|'
                  || 'praktica|ricoh|rollei|samsung|sanyo|sigma|sony|toshiba|vivitar|yakumo)\W+)?'
                  || '(digital (still )?camera|digital photo|dsc|digicam|cyber-?shot)$')
   AND folded !~ ('^(<.*(samsung|digimax|kenox).*>|exif[ _]?jpeg([ _]\w+)*|jpeg( image)?|dcf [0-9.]+|default|'
                  || 'my beautiful picture|untitled|binary comment|applemark|imagedescription|'
                  || 'lead technologies inc\..*|created by .*|dcim[\\/].*)$')
   AND NOT (lower(make) IN ('huawei', 'honor') AND said ~ '^[a-z_]{2,12}( ?; ?[a-z_]{2,12})*$')
   AND folded <> ALL (ARRAY[coalesce(lower(make), ''), coalesce(lower(model), ''), coalesce(lower(software), ''),
                            coalesce(lower(make || ' ' || model), ''),
                            coalesce(lower(tags #>> '{exifread,Image Copyright}'), ''),
                            coalesce(lower(tags #>> '{exifread,Image Artist}'), '')])
   AND NOT EXISTS (SELECT FROM description AS known
                    WHERE known.media_id = media.id AND words_of(known.text) = words_of(said));
INSERT INTO text_due SELECT DISTINCT media_id FROM description ON CONFLICT DO NOTHING;

GRANT SELECT ON description TO bowerbird_reader;
GRANT SELECT ON description TO bowerbird_worker;
ALTER TABLE description ENABLE ROW LEVEL SECURITY;
CREATE POLICY reader ON description FOR SELECT TO bowerbird_reader USING (true);
CREATE POLICY worker_reads ON description FOR SELECT TO bowerbird_worker
    USING (EXISTS (SELECT FROM analysis AS held WHERE held.media_id = description.media_id
                      AND (held.state = 'running' OR held.ended_at = now())));
