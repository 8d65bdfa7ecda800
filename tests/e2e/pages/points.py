"""The points of a picture as the analyzers tell them; none where MediaPipe's weights are not there."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from services.mesh.analyzer import Meshes
from services.pose.analyzer import Poses
from shared.domain import Finding
from shared.errors import MissingWeights
from shared.weights import Weights
from tests.e2e.pages.album import Album

MODELS = Path(__file__).resolve().parents[4] / "shared" / "models"


def mark(album: Album, media_id: int, picture: bytes) -> None:
    """Let both analyzers look at a kept picture."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    for analyzer in (Meshes(Weights(MODELS)), Poses(Weights(MODELS))):
        album.find(media_id, analyzer.name, *_seen(analyzer, image))


def _seen(analyzer: Meshes | Poses, image: Image.Image) -> list[Finding]:
    try:
        analyzer.load()
    except MissingWeights:
        return []
    return list(analyzer.look(image))
