-- Orders by resolution and by folder; see shared/db/orders.py.

CREATE INDEX media_pixels ON media ((coalesce(width::bigint * height, 0)), id) WHERE trashed_at IS NULL;
CREATE INDEX media_foldered ON media ((regexp_replace(path, '/?[^/]*$', '') COLLATE "C"), taken_at, id)
    WHERE trashed_at IS NULL;
