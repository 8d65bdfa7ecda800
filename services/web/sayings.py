"""What a request says of a finding."""

from typing import Annotated, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from shared.db import verdicts
from shared.db.verdicts import Decision
from shared.labels import Kind

Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Second = Annotated[float, Field(ge=0, lt=1e7, allow_inf_nan=False)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=verdicts.LONGEST)]


class Saying(BaseModel):
    """What a person says of a finding by its number, or of a label: in the whole file, or at a place."""

    decision: Decision = Field(description="what becomes of it; `corrected` is for what was read or said")
    finding: Annotated[int, Field(gt=-(2**63), lt=2**63)] | None = None
    label: Label | None = None
    kind: Kind = Field("object", description="what kind of word the label is")
    box: tuple[Fraction, Fraction, Fraction, Fraction] | None = Field(
        None, description="left, top, width and height in fractions of the upright picture"
    )
    start: Second | None = Field(None, description="second of a recording")
    said: Said | None = Field(None, description="what really stands there or was said")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.finding is None) == (self.label is None):
            raise ValueError("name either a `finding` or a `label`")
        if (self.decision == "corrected") != (self.said is not None):
            raise ValueError("what is corrected has to be `said`, and nothing else")
        if self.decision == "corrected" and self.label is not None:
            raise ValueError("a label is confirmed or rejected")
        return self
