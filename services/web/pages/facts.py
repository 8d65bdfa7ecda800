"""The details of a file as a list: each with its name, its value, and who said so."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from services.web.pages import looks, times
from services.web.words import _
from shared.db.details import Description, File

TOOLS = {"exif": "EXIF", "exiftool": "ExifTool", "container": "ffprobe"}
STORE = "the kept file"


@dataclass(frozen=True)
class Fact:
    """One line of the details."""

    name: str
    value: str
    origin: str


def of(file: File, descriptions: Iterable[Description] = ()) -> list[tuple[str, list[Fact]]]:
    """What is known of the file itself, grouped by who said so, in the order in which people ask."""
    told = (Fact(_("Description"), one.text, one.source.upper()) for one in descriptions)
    facts = [*told, *_taken(file), *_camera(file), *_recording(file), *_file(file)]
    return [(origin, list(group)) for origin, group in groupby(facts, key=lambda fact: fact.origin)]


def _taken(file: File) -> Iterator[Fact]:
    if file.taken_offset is not None and file.taken_from in TOOLS:
        yield Fact("Time zone", times.offset(file.taken_offset), _reader(file))


def _camera(file: File) -> Iterator[Fact]:
    camera = " ".join(part for part in (file.make, file.model) if part)
    if file.make and file.model and file.model.startswith(file.make):
        camera = file.model
    values = {"Camera": camera, "Lens": file.lens, "Exposure": _exposure(file), "Software": file.software}
    for name, value in values.items():
        if value:
            yield Fact(name, value, _reader(file))


def _exposure(file: File) -> str:
    parts = [
        looks.exposure(file.exposure_time) if file.exposure_time else "",
        f"f/{file.aperture:g}" if file.aperture else "",
        f"ISO {file.iso}" if file.iso else "",
        _focal_length(file),
    ]
    return " · ".join(part for part in parts if part)


def _focal_length(file: File) -> str:
    if not file.focal_length:
        return ""
    same = f" (as {file.focal_length_35mm:g} mm)" if file.focal_length_35mm else ""
    return f"{file.focal_length:g} mm{same}"


def _recording(file: File) -> Iterator[Fact]:
    if file.duration is not None:
        yield Fact("Length", times.clock(file.duration), "ffprobe")
    codecs = ", ".join(codec for codec in (file.video_codec, file.audio_codec) if codec)
    if codecs:
        rate = f", {file.frame_rate:.4g} pictures a second" if file.frame_rate else ""
        yield Fact("Coding", codecs + rate, "ffprobe")


def _file(file: File) -> Iterator[Fact]:
    if file.width and file.height:
        million = file.width * file.height / 1e6
        yield Fact("Picture", f"{file.width} × {file.height} ({million:.1f} megapixels)", STORE)
    yield Fact("Format", f"{looks.format_name(file.mime)}, {looks.size(file.size)}", STORE)
    yield Fact("Kept as", file.path, STORE)
    yield Fact("Source", file.source, STORE)
    yield Fact("Added", times.day(file.added_at), STORE)
    yield Fact("SHA-512", file.sha512, STORE)


def _reader(file: File) -> str:
    """The tool that read this file's metadata, as far as its time tells; for a guess, none."""
    found = TOOLS.get(file.taken_from)
    if found:
        return found
    return "ffprobe" if file.kind in {"video", "audio"} else "metadata in the file"
