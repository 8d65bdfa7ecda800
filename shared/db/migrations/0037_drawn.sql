-- The boxes that somebody drew around faces in a photo, for the analyzer that describes faces: four numbers
-- each.  A worker on another machine sees them where it looks for faces; what else is said of people it does not.
CREATE FUNCTION boxes_drawn(media_id bigint) RETURNS double precision[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT array_agg(side ORDER BY said.id, place)
              FROM person_decision AS said
              JOIN person ON person.id = said.person_id AND person.kind = 'person'
             CROSS JOIN LATERAL unnest(ARRAY[box_left, box_top, box_width, box_height])
                   WITH ORDINALITY AS box (side, place)
             WHERE said.media_id = boxes_drawn.media_id AND drawn AND verdict = 'is' AND start_second IS NULL
               AND coalesce('faces' = ANY (analyzers_in_use()), true));
