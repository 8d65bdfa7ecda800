"""Names the place, region, country and nearest large city of a position, without asking anyone."""

from collections.abc import Iterator

from shared import places
from shared.analyzer import Analyzer
from shared.domain import Finding, Media, MediaKind


class Places(Analyzer):
    """Yields the locality of a file that has a position; nothing at sea."""

    name = "place"
    version = 1
    accepts = frozenset(MediaKind)
    placed = True
    engine = "geonames"
    model = "places with 1,000 people, large cities from 100,000"

    def reads_original(self, media: Media) -> bool:
        """The position is known."""
        return False

    def analyze(self, media: Media) -> Iterator[Finding]:
        """Look at the position alone."""
        if media.position is None:
            return
        locality = places.locate(media.position.latitude, media.position.longitude)
        if locality:
            yield Finding(locality=locality)
