-- The files of a folder, newest first, without a look at the files themselves: a label in a folder of 20,000
-- files is found ten times as fast.
DROP INDEX media_outermost;
CREATE INDEX media_outermost ON media (split_part(path, '/', 1), taken_at DESC, id DESC) INCLUDE (path)
    WHERE trashed_at IS NULL;
