-- What keeps pages quick in a library of a million files.

-- So that folders are counted without looking at their files.
DROP INDEX media_folder;
CREATE INDEX media_folder ON media (path text_pattern_ops) INCLUDE (id) WHERE trashed_at IS NULL;

-- When each file of an album was taken, so that the newest files of an album are one index scan.
ALTER TABLE album_media ADD taken_at timestamp;
UPDATE album_media SET taken_at = media.taken_at FROM media WHERE media.id = media_id;
CREATE INDEX album_media_taken ON album_media (album_id, taken_at DESC, media_id DESC);

-- The file stays locked until the end, so that nobody dates it anew meanwhile.
CREATE FUNCTION album_media_dated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.taken_at := (SELECT taken_at FROM media WHERE id = NEW.media_id FOR SHARE);
    RETURN NEW;
END
$$;
CREATE TRIGGER album_media_dated BEFORE INSERT ON album_media
    FOR EACH ROW EXECUTE FUNCTION album_media_dated();

CREATE FUNCTION media_dated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE album_media SET taken_at = NEW.taken_at WHERE media_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER media_dated AFTER UPDATE OF taken_at ON media
    FOR EACH ROW WHEN (OLD.taken_at IS DISTINCT FROM NEW.taken_at) EXECUTE FUNCTION media_dated();
