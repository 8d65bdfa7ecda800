"""Reads printed text in photos, scans and sampled video frames."""
