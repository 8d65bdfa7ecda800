-- In which half of the world the house stands: what seasons it knows.  A file with a position has those of its
-- place; one without has those of the house.

CREATE TABLE house (
    sole boolean PRIMARY KEY DEFAULT true CHECK (sole),
    south boolean NOT NULL DEFAULT false
);
INSERT INTO house DEFAULT VALUES;

CREATE OR REPLACE FUNCTION climate_of(media_id bigint) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT CASE WHEN latitude IS NULL THEN (SELECT -1 FROM house WHERE south)
                        WHEN abs(latitude) < 23.4 THEN 0 ELSE sign(latitude)::integer END
              FROM media WHERE id = climate_of.media_id);
