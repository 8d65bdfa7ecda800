"""Names the place where a file was taken."""
