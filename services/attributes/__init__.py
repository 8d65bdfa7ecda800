"""Says how old, of which gender and in which mood the faces of a picture look."""
