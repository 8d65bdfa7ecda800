"""Measures Bowerbird against bare loops over the same files in the same run (`make bench`)."""
