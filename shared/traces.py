"""What is known of a file, and where it stands."""

from dataclasses import dataclass, field

from shared.db.details import File


@dataclass(frozen=True)
class Trace:
    """Something that is known of a file, and where it stands.

    `where` is the key of the question that asks for it; `finding` its number, negative where a person said
    it in the place of an analyzer.  The box is in fractions of the upright picture, `start` and `end` are
    seconds of a recording.  `source` is the analyzer or tool that says so, `by` the person.  `distance` is
    how far a face is from those of the `person` that it is taken for, or all that is here from an example;
    `bits` are those of 256 in which the hash of the picture is another one than that of an example.
    """

    where: str
    text: str
    score: float | None = None
    finding: int | None = None
    left: float | None = None
    top: float | None = None
    width: float | None = None
    height: float | None = None
    start: float | None = None
    end: float | None = None
    source: str | None = None
    by: str | None = None
    distance: float | None = None
    bits: int | None = None
    person: int | None = None

    @property
    def compared(self) -> bool:
        """Whether it tells of an example, whose words are not those of the file."""
        return self.where in {"alike", "similar"} or (self.where == "face" and self.distance is not None)


@dataclass(frozen=True)
class Known:
    """All that may be a reason, the surest first; `file` are the fields of the file itself."""

    file: File
    traces: tuple[Trace, ...] = field(default=())


@dataclass(frozen=True)
class Reason:
    """A trace that answers what was `asked`; `via` is the wider word or synonym that it is found by.

    Without a trace the file was found for what it does not have.
    """

    asked: str
    trace: Trace | None
    via: str | None = None
