"""All SQL: functions that take a connection first, give typed rows, and never commit."""
