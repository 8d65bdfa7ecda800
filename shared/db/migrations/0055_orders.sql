-- Orders by length and by the sides of a picture; see shared/db/orders.py.

CREATE INDEX media_lasting ON media ((coalesce((duration * 1000)::bigint, 0)), id) WHERE trashed_at IS NULL;
CREATE INDEX media_wide ON media ((coalesce(width, 0)), id) WHERE trashed_at IS NULL;
CREATE INDEX media_high ON media ((coalesce(height, 0)), id) WHERE trashed_at IS NULL;
