-- Files by how many of something they show; see shared/db/counting.py.  Most show one, and of these the order
-- is that of the time, for which media_label_newest is enough.

CREATE INDEX media_label_several ON media_label (label, n, taken_at, media_id) WHERE n > 1;
