"""Takes files from the inbox into storage and the database."""
