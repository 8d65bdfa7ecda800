"""Tells the chief colours of pictures."""
