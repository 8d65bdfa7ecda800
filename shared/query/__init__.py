"""The language in which people ask for files: words, filters, and what joins them.  Knows no database."""
