"""Looks in a slow round whether every original is still what was kept, and tells; changes nothing."""
