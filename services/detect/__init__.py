"""Finds and names objects in pictures and sampled video frames."""
