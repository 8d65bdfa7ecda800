-- Names of places are typed without accents and in any case.

CREATE FUNCTION without_accents(text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN regexp_replace(normalize(lower(text), NFKD), '[\u0300-\u036f]', '', 'g');
