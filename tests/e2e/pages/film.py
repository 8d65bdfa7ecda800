"""Recordings, encoded once for all tests; a film of three photos, in which things are seen, read and said."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import skimage.data

from shared.domain import Box, Finding
from tests import samples
from tests.e2e.pages.album import Album

SHOTS = ("astronaut.png", "chelsea.png", "coffee.png")
SECONDS = 10  # of each


def film(album: Album, name: str = "Films/launch.mp4") -> int:
    """Keep the film and what analyzers found in it."""
    (media_id,) = album.keep([(name, _made())])
    face, whole = Box(0.39, 0.1, 0.14, 0.36), Box(0.3, 0.05, 0.4, 0.9)
    seen = [("person", 0.0), ("person", 5.0), ("cat", 10.0), ("cat", 15.0), ("cup", 20.0), ("cup", 25.0)]
    album.find(media_id, "detect", *(Finding(label, score=0.9, box=whole, start=at) for label, at in seen))
    album.find(media_id, "ocr", Finding(text="COLUMBIA", score=0.9, box=face, start=5.0, end=5.0))
    album.find(
        media_id,
        "speech",
        Finding(text="This is the crew of the shuttle.", start=2.0, end=6.5, language="en"),
        Finding(text="And this is a cat that waits for them.", start=11.0, end=15.5, language="en"),
        Finding(text="Some coffee before the start?", start=21.0, end=24.0, language="en"),
    )
    return media_id


@cache
def clip(seconds: int) -> bytes:
    """A recording in a form that every browser plays, in which each fifth of a second can be sought."""
    quick = ["-deadline", "realtime", "-cpu-used", "8"]
    more = ["-c:v", "libvpx", "-c:a", "libopus", "-g", "5", *quick]
    with TemporaryDirectory() as folder:
        return samples.video(Path(folder) / "clip.webm", seconds=seconds, more=more).read_bytes()


@cache
def _made() -> bytes:
    inputs: list[str] = []
    for shot in SHOTS:
        picture = str(Path(skimage.data.__file__).parent / shot)
        inputs += ["-loop", "1", "-t", str(SECONDS), "-i", picture]
    fitted = "scale=640:360:force_original_aspect_ratio=decrease,pad=640:360:-1:-1,setsar=1,fps=5"
    graph = "".join(f"[{n}:v]{fitted}[v{n}];" for n in range(len(SHOTS)))
    graph += "".join(f"[v{n}]" for n in range(len(SHOTS))) + f"concat=n={len(SHOTS)}:v=1[v]"
    form = ["-filter_complex", graph, "-map", "[v]", "-pix_fmt", "yuv420p"]
    with TemporaryDirectory() as folder:
        return samples.ffmpeg([*inputs, *form], Path(folder) / "film.mp4").read_bytes()
