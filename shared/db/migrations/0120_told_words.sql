-- Whether files are found by words that follow from their figures: their size, light, lens, season, time of day.

ALTER TABLE house ADD COLUMN told boolean NOT NULL DEFAULT true;

CREATE FUNCTION tells_words() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT told FROM house);
