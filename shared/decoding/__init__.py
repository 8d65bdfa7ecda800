"""Reads untrusted media in a limited child: what a file is, what it tells of itself, how it looks."""

from shared.decoding.completeness import complete
from shared.decoding.decoder import Decoder

__all__ = ["Decoder", "complete"]
