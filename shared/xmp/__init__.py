"""XMP: who is where in a picture, and what people say of it, as other programs read and write it."""
