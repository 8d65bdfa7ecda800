-- When a person set a file's date or place; whose word it is stands in `dated_by` and `placed_by`.

ALTER TABLE media ADD dated_at timestamptz, ADD placed_at timestamptz;

CREATE FUNCTION media_note_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.dated_by, NEW.taken_at) IS DISTINCT FROM (OLD.dated_by, OLD.taken_at) THEN
        NEW.dated_at := CASE WHEN NEW.dated_by IS NOT NULL THEN now() END;
    END IF;
    IF (NEW.placed_by, NEW.latitude, NEW.longitude)
       IS DISTINCT FROM (OLD.placed_by, OLD.latitude, OLD.longitude) THEN
        NEW.placed_at := CASE WHEN NEW.placed_by IS NOT NULL THEN now() END;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER media_corrected BEFORE UPDATE OF taken_at, dated_by, latitude, longitude, placed_by ON media
    FOR EACH ROW EXECUTE FUNCTION media_note_correction();
