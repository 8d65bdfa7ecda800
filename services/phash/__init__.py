"""Tells which pictures are nearly the same."""
