"""All that is known of a file as traces: by analyzers, by its own word and by people."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace

from shared import circumstances, continents, labels
from shared.circumstances import HOUSE, Facts, House
from shared.db.clues import Clues
from shared.db.details import File, Found
from shared.db.evidence import Likeness
from shared.db.remarks import Remarks
from shared.db.search import FACE
from shared.domain import Locality
from shared.traces import Known, Trace


def known(clues: Clues, *, itself: bool = True, house: House = HOUSE) -> Known:
    """What is known of a file, by analyzers, by its own word (with `itself`) and by people.

    Without a position it has the seasons of the `house`, which may do without what follows from figures.
    """
    file, said = clues.file, clues.said
    found = sorted(clues.found, key=lambda trace: (trace.where == "said", -(trace.score or 1)))
    given = [
        *(Trace("tag", tag.name, by=tag.by_name) for tag in said.tags),
        *(Trace("comment", comment.text, by=comment.by_name) for comment in said.comments),
        *(Trace("description", one.text, source=one.source) for one in clues.descriptions),
        *(Trace("album", name) for name in clues.albums),
    ]
    told = [*_circumstances(file, house), *_fields(file, said)] if itself else []
    return Known(file, (*found, *clues.people, *given, *_places(clues.locality), *told))


def sighted(found: Found) -> Trace:
    """What an analyzer found."""
    if found.text is not None:
        where = "text" if found.left is not None else "said"
    else:
        where = "face" if found.label == FACE or found.face else labels.mark(labels.of(found.analyzer or ""))
    return Trace(
        where=where,
        text=found.text or found.label or FACE,
        score=found.score,
        finding=found.id or None,
        left=found.left,
        top=found.top,
        width=found.width,
        height=found.height,
        start=found.start,
        end=found.end,
        source=found.analyzer or None,
        by=found.by,
    )


def recognised(people: Iterable[Likeness], findings: Iterable[Found]) -> Iterator[Trace]:
    """Who is in the picture, each where the face is, and who said so or how near it is."""
    faces: dict[int | None, Found] = {found.id: found for found in findings}
    for one in people:
        trace = (
            replace(sighted(faces[one.finding]), by=None)
            if one.finding in faces
            else Trace("person", one.name)
        )
        told = replace(trace, where="person", text=one.name, by=one.by_name)
        yield replace(told, distance=one.distance, person=one.person_id)


def _places(locality: Locality | None) -> Iterator[Trace]:
    """The names of the place, and the large city that it is near to."""
    if locality is None:
        return
    names = (locality.city, locality.region, locality.country, continents.of(locality.code))
    yield Trace("place", ", ".join(name for name in names if name), source="place")
    if locality.near and locality.near != locality.city:
        yield Trace("place", f"{locality.near}, {locality.near_kilometres:.0f} km", source="place")


def _circumstances(file: File, house: House) -> Iterator[Trace]:
    """What the file's own figures say."""
    facts = {field.name: getattr(file, field.name) for field in fields(Facts) if field.name != "dated"}
    if file.latitude is None and house.south:
        facts["latitude"] = -45.0
    for word in circumstances.words(Facts(**facts, dated=file.taken_from != "file date"), derived=house.told):
        yield Trace("scene" if word.of == "light" else "figures", word.text)


def _fields(file: File, said: Remarks) -> Iterator[Trace]:
    """What the file itself says, and what people set in its place."""
    marks = said.marks
    yield Trace("filename", file.name)
    yield Trace("folder", file.path.rpartition("/")[0])
    make = None if (file.model or "").startswith(file.make or "") else file.make
    camera = " ".join(part for part in (make, file.model) if part)
    for where, text in {"camera": camera or file.make, "lens": file.lens}.items():
        if text:
            yield Trace(where, text, source=file.taken_from if file.taken_from.startswith("exif") else None)
    yield Trace("date", file.taken_at.isoformat(" "), source=file.taken_from, by=marks.dated_by)
    if file.latitude is not None and file.longitude is not None:
        yield Trace("place", f"{file.latitude:.5f}, {file.longitude:.5f}", by=marks.placed_by)
    yield from (Trace(where, str(value)) for where, value in _numbers(file).items() if value is not None)
    yield Trace("format", file.mime)
    yield Trace("kind", file.kind)
    yield Trace("source", file.source)
    yield Trace("batch", str(file.batch_id))
    if marks.rating:
        yield Trace("rating", "★" * marks.rating)
    if marks.favourite:
        yield Trace("favourite", "♥")


def _numbers(file: File) -> dict[str, object]:
    return {
        "iso": file.iso,
        "aperture": file.aperture and f"f/{file.aperture:g}",
        "exposure": file.exposure_time and f"{file.exposure_time:g} s",
        "focal": file.focal_length and f"{file.focal_length:g} mm",
        "software": file.software,
        "duration": file.duration and f"{file.duration:.1f} s",
        "altitude": file.altitude and f"{file.altitude:.0f} m",
        "size": file.width and file.height and f"{file.width} × {file.height}",
        "bytes": f"{file.size:,}",
        "added": f"{file.added_at:%Y-%m-%d}",
    }
