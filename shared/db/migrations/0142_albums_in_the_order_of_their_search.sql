-- A smart album comes in the order of its search, unless somebody chooses another one for it.

ALTER TABLE album DROP CONSTRAINT album_sort_check;
ALTER TABLE album ADD CONSTRAINT album_sort_check
    CHECK (sort IN ('newest', 'oldest', 'added', 'hand', 'search'));
-- All of them began with the newest; of a search that says no order this is the same.
UPDATE album SET sort = 'search' WHERE query IS NOT NULL AND sort = 'newest';
