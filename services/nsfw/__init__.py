"""Tells pictures of undressed people."""
