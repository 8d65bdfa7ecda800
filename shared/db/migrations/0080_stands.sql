-- Whether what was said of who is there still holds: of a face or an animal that counts there, where it is held to
-- be theirs by it, else of the place by word alone.  What names a file's people asks this and nothing else.
CREATE FUNCTION stands(said person_decision) RETURNS boolean LANGUAGE sql STABLE
    RETURN alone(said)
        OR said.verdict = 'is'
           AND EXISTS (SELECT FROM belonging WHERE belonging.finding_id = said.finding_id
                          AND belonging.person_id = said.person_id AND belonging.state = 'said');
