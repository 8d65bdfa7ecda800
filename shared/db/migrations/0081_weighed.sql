-- What an XMP was held against when it was last weighed: as long as that is so, it need not be weighed again.
ALTER TABLE xmp_reading ADD COLUMN weighed text;

-- All that a file's XMP is held against, and the XMP itself, as one short text.
CREATE FUNCTION xmp_facts(wanted bigint) RETURNS text LANGUAGE sql STABLE
    RETURN md5(jsonb_build_array(
        (SELECT rating FROM media WHERE media.id = wanted),
        (SELECT jsonb_agg(jsonb_build_array(said.id, verdict, person.name, by_name) ORDER BY said.id)
           FROM person_decision AS said LEFT JOIN person ON person.id = said.person_id
          WHERE said.media_id = wanted),
        (SELECT jsonb_agg(jsonb_build_array(id, decision) ORDER BY id) FROM verdict
          WHERE verdict.media_id = wanted AND label = 'face'),
        (SELECT jsonb_agg(name ORDER BY name) FROM media_tag WHERE media_tag.media_id = wanted),
        (SELECT jsonb_agg(jsonb_build_array(id, text) ORDER BY id) FROM comment
          WHERE comment.media_id = wanted),
        (SELECT jsonb_agg(key ORDER BY key) FROM xmp_kept WHERE xmp_kept.media_id = wanted),
        (SELECT jsonb_agg(jsonb_build_array(origin, read_at) ORDER BY origin) FROM xmp_reading
          WHERE xmp_reading.media_id = wanted))::text);
