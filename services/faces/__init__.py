"""Finds faces and describes each by 128 numbers."""
