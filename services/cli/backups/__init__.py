"""Backups: a folder with a dump of the database and every kept file, and the way back."""
