"""Takes a file into the library so that no crash can lose it, change it or keep it twice."""

from shared.keeping.keeper import Decodes, Keeper, Kept

__all__ = ["Decodes", "Keeper", "Kept"]
