-- When each file with a tag was taken, so that the newest files of a tag are one scan of an index, as they are
-- of an album.

ALTER TABLE media_tag ADD taken_at timestamp;
ALTER TABLE media_tag DISABLE TRIGGER USER;
UPDATE media_tag SET taken_at = media.taken_at FROM media WHERE media.id = media_id;
ALTER TABLE media_tag ENABLE TRIGGER USER;
CREATE INDEX media_tag_taken ON media_tag (name, taken_at DESC, media_id DESC);
DROP INDEX media_tag_name;  -- the new one begins with the name as well

CREATE TRIGGER media_tag_dated BEFORE INSERT ON media_tag
    FOR EACH ROW EXECUTE FUNCTION album_media_dated();

CREATE OR REPLACE FUNCTION media_dated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE album_media SET taken_at = NEW.taken_at WHERE media_id = NEW.id;
    UPDATE media_tag SET taken_at = NEW.taken_at WHERE media_id = NEW.id;
    RETURN NULL;
END
$$;
