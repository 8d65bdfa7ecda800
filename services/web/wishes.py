"""What a person may wish of files: which of them, and what to do."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, model_validator

from shared.db.comments import LONGEST as LONGEST_COMMENT
from shared.db.tags import LONGEST as LONGEST_TAG

Id = Annotated[int, Field(ge=0, lt=2**63)]
Tag = Annotated[str, Field(max_length=LONGEST_TAG)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_COMMENT)]
IDS = 50_000
YEARS = 100 * 366 * 86_400  # seconds that a date may be shifted by


class Chosen(BaseModel):
    """Some files: up to 50,000 by `ids`, or all that a search finds, by the parameters of its address."""

    ids: Annotated[list[Id], Field(max_length=IDS)] | None = None
    query: Annotated[str, Field(max_length=8000)] | None = Field(
        None, description="such as from=2020-01-01&object=cat; empty for the whole library"
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> "Chosen":
        if (self.ids is None) == (self.query is None):
            raise ValueError("name the files by either `ids` or `query`")
        return self


class Favourite(Chosen):
    """Whether the files are favourites."""

    on: bool = True


class Rating(Chosen):
    """1 to 5 stars, or none."""

    stars: Annotated[int, Field(ge=1, le=5)] | None


class Tagging(Chosen):
    """Tags to give and to take."""

    add: Annotated[list[Tag], Field(max_length=50)] = []
    remove: Annotated[list[Tag], Field(max_length=50)] = []


class Dating(Chosen):
    """A time of capture, or seconds to shift it by; with neither the files' own time comes back."""

    taken_at: datetime | None = Field(None, description="wall clock where it was taken, without a zone")
    shift_seconds: Annotated[float, Field(ge=-YEARS, le=YEARS, allow_inf_nan=False)] | None = None

    @model_validator(mode="after")
    def _plain(self) -> "Dating":
        if self.taken_at and self.shift_seconds is not None:
            raise ValueError("either set the time or shift it")
        if self.taken_at and self.taken_at.tzinfo:
            raise ValueError("taken_at is a wall clock's time and has no zone")
        if self.taken_at and not 1800 <= self.taken_at.year < 9000:
            raise ValueError("the year must be between 1800 and 8999")
        return self


class Placing(Chosen):
    """Where the files were taken; `as_read` brings back what they say themselves."""

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    as_read: bool = False

    @model_validator(mode="after")
    def _whole(self) -> "Placing":
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a place has both a latitude and a longitude")
        return self


class Commenting(Chosen):
    """Words to write beside each of the files."""

    text: Text


class Again(Chosen):
    """Whose work on the files is to be done again; everyone's where it is empty."""

    analyzer: Annotated[str, Field(max_length=100, pattern=r"^[\w-]+$")] | None = None
