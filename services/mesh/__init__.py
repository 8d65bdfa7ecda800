"""Marks faces with a mesh of 468 points, and the irises of their eyes."""
