"""The embedded stack: PostgreSQL and every service on one machine, as children of one supervisor."""
