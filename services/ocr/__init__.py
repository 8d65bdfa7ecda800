"""Reads printed text in pictures and sampled video frames."""
